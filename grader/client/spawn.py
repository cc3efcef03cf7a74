"""Starts a warm process, quickly: whoever calls this can import torch while the new process does the same."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_START = """
import sys
package, control, confinement, *warm = sys.argv[1:]
sys.path.insert(0, package)
from grader.worker.warm import main
sys.path.remove(package)
main(int(control), confinement == "sandbox", warm)
"""
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
FOR_FORKS = ONE_THREAD | {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}  # huge pages: a fork copies a third of the tables


@dataclass(frozen=True)
class Started:
    """A process that is getting warm, and our end of its control connection."""

    process: subprocess.Popen[bytes]
    control: socket.socket


def start(warm: Sequence[str], *, sandbox: bool) -> Started:
    """Start a warm process and return at once.

    Args:
        warm: what it shall warm beside plain tensors: "nn", "optimizer".
        sandbox: whether its workers shut themselves in.

    """
    control, theirs = socket.socketpair()
    package = str(Path(__file__).resolve().parent.parent.parent)
    confinement = "sandbox" if sandbox else "no-sandbox"
    command = [sys.executable, "-P", "-s", "-c", _START, package, str(theirs.fileno()), confinement, *warm]
    process = subprocess.Popen(
        command, env=_environment(), pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, cwd="/", start_new_session=True,
    )  # fmt: skip
    theirs.close()
    return Started(process, control)


def _environment() -> dict[str, str]:
    """Return the whole environment of a warm process: nothing of ours, one thread, repeatable hashes."""
    return FOR_FORKS | {
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "CUDA_VISIBLE_DEVICES": "",
        "LANG": "C.UTF-8",
        "HOME": "/",
    }
