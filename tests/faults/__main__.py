"""The command ``python -m tests.faults``: a fault at every step, or at every n-th."""

from __future__ import annotations

import argparse
import sys
import tempfile
import warnings
from pathlib import Path

from tests.faults.steps import FAULTS
from tests.faults.trials import Trial, load_gradebook, make_class, try_batch, try_keeping

MOST_STEPS = 20_000


def main() -> int:
    """Try, print what went wrong, and return 1 if anything did, else 0."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("what", choices=("batch", "submit"))
    parser.add_argument("--fault", choices=FAULTS, action="append", help="only these faults (may be repeated)")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only at every n-th step")
    parser.add_argument("--first", type=int, default=1, metavar="N", help="begin at this step")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    load_gradebook()
    wrong = 0
    for fault in options.fault or FAULTS:
        trials = search(options.what, fault, options.every, options.first)
        bad = [trial for trial in trials if trial.faults]
        wrong += len(bad)
        print(f"{options.what}, {fault}: {len(trials)} steps, {len(bad)} went wrong", flush=True)
        for trial in bad:
            print(f"  {trial}", flush=True)
    return int(wrong > 0)


def search(what: str, fault: str, every: int, first: int = 1) -> list[Trial]:
    """Try a fault at every n-th step until the command comes to its end before it."""
    found = []
    for step in range(first, MOST_STEPS, every):
        with tempfile.TemporaryDirectory(prefix="faults-") as folder:
            students = make_class(Path(folder) / "course")
            trial = try_batch(students, step, fault) if what == "batch" else try_keeping(students.root, step, fault)
        if not trial.reached:
            return found
        found.append(trial)
    return found


if __name__ == "__main__":
    sys.exit(main())
