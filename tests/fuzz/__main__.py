"""The command ``python -m tests.fuzz``."""

from __future__ import annotations

import argparse
import resource
import sys
import time
from pathlib import Path

from tests.fuzz.hunt import Hunt, outcome, smallest, store
from tests.fuzz.targets import TARGETS

FOUND = Path(__file__).parent / "found"
TURN_SECONDS = 15.0
MOST_MEMORY = 4 << 30  # addresses; torch alone takes one


def main() -> int:
    """Search in turns; return 1 if anything was found, else 0."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument(
        "targets", nargs="*", metavar="READER", help=f"which to try: {', '.join(TARGETS)} (default: all)"
    )
    parser.add_argument("--minutes", type=float, default=1.0, help="for how long altogether")
    parser.add_argument("--seed", type=int, default=1, help="of all that is random")
    parser.add_argument("--again", type=Path, nargs="+", metavar="FILE", help="only run these stored inputs")
    parser.add_argument("-o", "--output", type=Path, default=FOUND, metavar="DIR", help="where to store what fails")
    options = parser.parse_args()
    if wrong := [name for name in options.targets if name not in TARGETS]:
        parser.error(f"there is no reader {wrong[0]!r}; there are {', '.join(TARGETS)}")
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    if options.again:
        return _again(options.again)
    return _search(options.targets or list(TARGETS), options.minutes * 60, options.seed, options.output)


def _again(paths: list[Path]) -> int:
    failed = False
    for path in paths:
        fault = outcome(TARGETS[path.name.partition("-")[0]], path.read_bytes())
        failed = failed or fault is not None
        print(f"{path.name}: {fault.what + chr(10) + fault.details if fault else 'read or refused, as it should be'}")
    return int(failed)


def _search(names: list[str], seconds: float, seed: int, output: Path) -> int:
    end = time.monotonic() + seconds
    hunts = [Hunt(TARGETS[name], seed) for name in names]
    turn = min(TURN_SECONDS, seconds / len(hunts))
    while time.monotonic() < end:
        for hunt in hunts:
            for fault, data in hunt.search(turn):
                path = store(output, hunt.target, smallest(hunt.target, data, fault.what))
                print(f"{hunt.target.name}: {fault.what}, stored as {path.name}\n{fault.details}", flush=True)
    for hunt in hunts:
        print(
            f"{hunt.target.name}: {hunt.tried} inputs, {len(hunt.kept)} kept, {len(hunt.reached.steps)} steps reached, "
            f"{len(hunt.faults)} faults",
            flush=True,
        )
    return int(any(hunt.faults for hunt in hunts))


if __name__ == "__main__":
    sys.exit(main())
