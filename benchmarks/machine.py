"""What the figures were measured on."""

from __future__ import annotations

import contextlib
import os
import platform
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import grader


@dataclass(frozen=True)
class Machine:
    """The machine, its versions, and how busy it was when the measuring began."""

    processor: str
    cores: int  # that this process may use
    load: tuple[float, float, float]  # at the start: average number of processes that run or want to, 1, 5, 15 minutes
    system: str
    python: str
    torch: str
    pytest: str
    grader: str

    def text(self) -> str:
        """Return it as a line or two."""
        load = ", ".join(f"{value:.1f}" for value in self.load)
        return (
            f"torch-grader {self.grader}, torch {self.torch}, pytest {self.pytest}, Python {self.python}, "
            f"{self.system}\n"
            f"{self.processor}, {self.cores} core{'s' if self.cores != 1 else ''}; load at the start {load}\n"
            "median (lower–upper quartile); competitors take turns, ratios are taken within each round; times in ms"
        )

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


def this_machine() -> Machine:
    """Describe the machine as it is now."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return Machine(
        processor=_processor(),
        cores=cores,
        load=os.getloadavg(),
        system=f"{platform.system()} {platform.release().partition('-')[0]}",
        python=platform.python_version(),
        torch=_version("torch"),
        pytest=_version("pytest"),
        grader=grader.__version__,
    )


def _version(name: str) -> str:
    with contextlib.suppress(metadata.PackageNotFoundError):
        return metadata.version(name)
    return "unknown"


def _processor() -> str:
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
