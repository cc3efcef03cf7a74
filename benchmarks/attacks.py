"""What hostile submissions get from other graders: ``python -m benchmarks.attacks [ATTACK…] [--grader NAME]``.

The attacks are those of tests/attacks that mean something to a grader which runs student code in its own process.
Every one is graded once by each grader, in namespaces made for it alone (``benchmarks.measured.attacking``), beside
honest submissions. This grader's own answers come from the runner of its tests.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import otter
from benchmarks.figures import BenchmarkError
from benchmarks.workplace import REPOSITORY

OURS = "torch-grader"
RIVALS = ("nbgrader", "otter")
SAMPLE = (
    "forging/patches_torch",
    "forging/rewrites_the_code_of_comparisons",
    "forging/removes_asserts",
    "forging/patches_test_frameworks",
    "forging/equals_everything",
    "forging/tensor_subclass",
    "forging/wraps_everything_in_a_mode",
    "forging/changes_what_it_was_given",
    "forging/changes_constants",
    "forging/answers_with_a_found_solution",
    "forging/prints_a_passing_report",
    "forging/raises_what_tests_raise",
    "forging/exits_at_import",
    "forging/exits_in_the_call",
    "forging/exits_at_the_end",
    "reading/searches_all_files",
    "reading/reads_its_callers",
    "reading/asks_for_the_environment",
    "disturbing/rewrites_the_gradebook",
    "disturbing/rewrites_other_submissions",
    "escaping/leaves_startup_files",
    "escaping/outlives_its_grading",
)
CONTROLS = ("right", "wrong")  # an honest right answer and an honest wrong one
INSIDE = REPOSITORY / "benchmarks" / "measured" / "attacking.py"
RUNNER = REPOSITORY / "tests" / "attacks" / "runner.py"
ENVIRONMENT = {"SECRET_TOKEN": "CANARY-environment-2a9c61fd7e40"}
LONGEST = 1200.0  # seconds for one attack with one grader, or for all with ours
MOST = 100.0


@dataclass(frozen=True)
class Outcome:
    """What one attack got from one grader.

    Attributes:
        points: None if no grade was written down.
        secrets: the kinds of secrets that it read.
        harm: what it did to others.
        ended: how the grader's command ended, "" if well.

    """

    grader: str
    attack: str
    points: float | None
    secrets: tuple[str, ...]
    harm: tuple[str, ...]
    seconds: float
    ended: str = ""

    def cell(self) -> str:
        """Return what a table says about it."""
        points = "no grade" if self.points is None else f"{self.points:g}"
        words = [f"**{points}**" if self.points and self.attack not in CONTROLS else points] + (
            [self.ended] if self.ended else []
        )
        words += [f"**read** {', '.join(self.secrets)}"] if self.secrets else []
        words += [f"**harm**: {'; '.join(self.harm)}"] if self.harm else []
        return "; ".join(words)


def main() -> int:
    """Try, print a table, and return 1 if something could not be tried, else 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.attacks", description=__doc__)
    parser.add_argument("attacks", nargs="*", metavar="ATTACK", help="which to try (default: the sample)")
    parser.add_argument("--grader", choices=(OURS, *RIVALS), action="append", help="only these (may be repeated)")
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="add each outcome to a file, a line of JSON each"
    )
    options = parser.parse_args()
    attacks = tuple(options.attacks or (*CONTROLS, *SAMPLE))
    graders = tuple(options.grader or (OURS, *RIVALS))
    found, failed = [], False
    for grader in graders:
        try:
            for outcome in outcomes(grader, attacks):
                found.append(outcome)
                print(f"{grader}, {outcome.attack}: {outcome.cell()} ({outcome.seconds:g} s)", file=sys.stderr)
                if options.output is not None:
                    with options.output.open("a", encoding="utf-8") as file:
                        file.write(json.dumps(vars(outcome)) + "\n")
        except BenchmarkError as error:
            failed = True
            print(f"{grader} cannot be tried here: {error}", file=sys.stderr)
    print("\n".join(table(found, graders, attacks)))
    return int(failed)


def outcomes(grader: str, attacks: Iterable[str]) -> Iterable[Outcome]:
    """Yield what each attack gets from a grader.

    Raises:
        BenchmarkError: the grader is not here, or no namespaces can be had, or a run of it came to nothing.

    """
    if grader == OURS:
        yield from _ours([attack for attack in attacks if attack not in CONTROLS])
        return
    python = sys.executable if grader == "nbgrader" else str(otter.environment())
    for attack in attacks:
        data = _confined(INSIDE, grader, attack, python)
        secrets, harm = tuple(data["secrets"]), tuple(data["harm"])
        yield Outcome(grader, attack, data["points"], secrets, harm, data["seconds"], data["ended"])


def _ours(attacks: list[str]) -> Iterable[Outcome]:
    """Yield this grader's answers, all from one session, and what the right submissions between the attacks got."""
    rights = []
    for result in _confined(RUNNER, *attacks)["results"]:
        if "down" in result:
            yield Outcome(OURS, result["name"], None, (), ("the grader went down",), 0.0)
            continue
        report, right = json.loads(result["forms"]["json"]), json.loads(result["right"])
        rights.append(right["points"])
        harm = [f"left or gone: {thing}" for thing in result["left"]]
        if right["points"] != MOST:
            harm.append(f"an honest student got {right['points']:g} points")
        told = [check["output"] + check["message"] for check in report["checks"]]
        secrets = ["something"] if any("BREACH: " in text for text in told) else []
        yield Outcome(OURS, result["name"], report["points"], tuple(secrets), tuple(harm), result["used"]["wall"])
    if rights:
        yield Outcome(OURS, CONTROLS[0], min(rights), (), (), 0.0)


def _confined(program: Path, *arguments: str) -> dict[str, Any]:
    """Run one of the programs that shut themselves in before they attack; return what it found."""
    command = [sys.executable, "-I", str(program), "confine", *arguments]
    try:
        done = subprocess.run(
            command, env=ENVIRONMENT, stdin=subprocess.DEVNULL, capture_output=True, timeout=LONGEST, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise BenchmarkError(f"{arguments[1]} had not ended after {LONGEST:g} s.") from error
    if done.returncode == 77:
        raise BenchmarkError("this machine gives this user no private namespaces, so nothing may be attacked.")
    if done.returncode:
        raise BenchmarkError(f"`{' '.join(arguments)}`: {done.stderr.decode('utf-8', 'replace')[-600:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def table(found: Iterable[Outcome], graders: Iterable[str], attacks: Iterable[str]) -> Iterable[str]:
    """Yield the lines of a table, a row for each attack and a column for each grader, and of how many did what."""
    cells = {(outcome.attack, outcome.grader): outcome for outcome in found}
    yield "| attack | " + " | ".join(graders) + " |"
    yield "|---" * (1 + len(tuple(graders))) + "|"
    for attack in attacks:
        row = [cells.get((attack, grader)) for grader in graders]
        words = [outcome.cell() if outcome else "" for outcome in row]
        yield f"| {attack.rpartition('/')[2].replace('_', ' ')} | {' | '.join(words)} |"
    counts: tuple[tuple[str, Callable[[Outcome], bool]], ...] = (
        ("all points won", lambda outcome: outcome.points == MOST),
        ("some points won", lambda outcome: 0 < (outcome.points or 0.0) < MOST),
        ("something secret read", lambda outcome: bool(outcome.secrets)),
        ("somebody else harmed", lambda outcome: bool(outcome.harm)),
    )
    for what, holds in counts:
        words = []
        for grader in graders:
            mine = [cells[key] for key in cells if key[1] == grader and key[0] not in CONTROLS]
            words.append(f"{sum(map(holds, mine))} of {len(mine)}")
        yield f"| *{what}* | {' | '.join(words)} |"


if __name__ == "__main__":
    sys.exit(main())
