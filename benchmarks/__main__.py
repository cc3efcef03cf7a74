"""The command ``python -m benchmarks``."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from benchmarks import batch, cluster, grading, memory, mixed, peers, processes, rendering, sandbox, startup, table
from benchmarks.figures import BenchmarkError, Group
from benchmarks.machine import this_machine
from benchmarks.workplace import Settings, Workplace
from grader.errors import GraderError

GROUPS: dict[str, Callable[[Workplace, Settings], Group]] = {
    "startup": startup.measure,
    "grading": grading.measure,
    "sandbox": sandbox.measure,
    "rendering": rendering.measure,
    "batch": batch.measure,
    "mixed": mixed.measure,
    "memory": memory.measure,
    "cluster": cluster.measure,
    "peers": peers.measure,
}
VERSION = 1  # of the JSON form
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return the exit code: 0 done, 1 some of it could not be measured, 130 stopped."""
    options = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _stop)
    settings = Settings(options.quick, options.rounds, tuple(options.exercises), _progress, options.long, options.few)
    try:
        return _measure(options.groups or list(GROUPS), settings, options.output)
    except KeyboardInterrupt:
        processes.end_all()
        _say("Stopped; nothing is left behind.")
        return INTERRUPTED


def _measure(names: Sequence[str], settings: Settings, output: Path | None) -> int:
    processes.adopt_orphans()
    machine = this_machine()
    groups, failed = [], False
    with Workplace(few=settings.few) as place:
        for name in dict.fromkeys(names):
            try:
                groups.append(GROUPS[name](place, settings))
            except (BenchmarkError, GraderError) as error:
                failed = True
                _say(f"{name} cannot be measured here: {error}")
    _progress("")
    if settings.few:
        print("Of each check one case alone (--few), but in a student's copy.\n")
    print(table.text_of(machine, groups), end="")
    if output is not None:
        data = {
            "version": VERSION,
            "machine": machine.to_json(),
            "load_at_end": os.getloadavg(),
            "quick": settings.quick,
            "few": settings.few,
            "seconds_are": "all times; ratios are to the row named `unit`, within a round",
            "groups": [group.to_json() for group in groups],
        }
        output.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measure what grading costs, beside what it is made of."
    )
    parser.add_argument(
        "groups", nargs="*", type=_group, metavar="GROUP", help=f"what to measure: {', '.join(GROUPS)} (default: all)"
    )
    parser.add_argument("--quick", action="store_true", help="less of everything: under a minute")
    parser.add_argument("--long", action="store_true", help="a class of 10,000, too: it takes several minutes")
    parser.add_argument("--rounds", type=_positive, metavar="N", help="as many rounds of everything")
    parser.add_argument(
        "-e", "--exercise", dest="exercises", action="append", default=[], metavar="NAME",
        help="measure grading with this exercise (may be repeated)",
    )  # fmt: skip
    parser.add_argument("--few", action="store_true", help="one case of each check, but in a student's copy")
    parser.add_argument("-o", "--output", type=_file, metavar="FILE", help="write the figures to a file as JSON, too")
    return parser


def _group(text: str) -> str:
    if text not in GROUPS:
        raise argparse.ArgumentTypeError(f"there is no group {text!r}; there are {', '.join(GROUPS)}")
    return text


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of rounds")
    return int(text)


def _file(text: str) -> Path:
    path = Path(text)
    if not path.parent.is_dir() or path.is_dir():
        raise argparse.ArgumentTypeError(f"no file can be written at {text}")
    return path


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


def _say(text: str) -> None:
    _progress("")
    print(text, file=sys.stderr)


def _stop(*_: object) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
