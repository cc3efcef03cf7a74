"""How well `grade similar` tells disguised copies from work that was done independently.

    python -m benchmarks.similar                 the exercises of the course that have a bank
    python -m benchmarks.similar --large 1000    how long a class of that size takes

A made-up class: each student writes each function in one of the ways of the exercise's bank (solution, accepted
variants, misconceptions, mutants), the usual way most often, in a style of his or her own. Some are copies of others,
disguised in one of the ways of `benchmarks/disguises.py`. Two settings: the bank is known, or, harder, the grader
knows only stub and solution and has never seen what the students write.
"""

from __future__ import annotations

import argparse
import ast
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path
from statistics import median

from benchmarks.disguises import ALL, FUNCTION, everything
from benchmarks.habits import written_by
from grader.course import Exercise, find_course
from grader.similar import LEAST, Work, compare, read_work
from grader.submission.stub import read_stub

ROOT = Path(__file__).resolve().parents[1]
STUDENTS = 60
STYLES = ("renamed", "reordered", "commented", "split_up", "turned_round", "as_functions", "annotated")


class Class:
    """Writes submissions for an exercise as a class would."""

    def __init__(self, exercise: Exercise, rng: random.Random) -> None:
        assert exercise.solution_path is not None
        self.exercise, self.rng = exercise, rng
        self.solution = exercise.solution_path.read_text(encoding="utf-8")
        tree = ast.parse(self.solution)
        self.ways: dict[str, list[str]] = {
            node.name: [ast.unparse(node)] for node in tree.body if isinstance(node, (*FUNCTION, ast.ClassDef))
        }
        self.before = [ast.unparse(node) for node in tree.body if not isinstance(node, (*FUNCTION, ast.ClassDef))]
        for path in self._bank():
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                name = getattr(node, "name", "")
                if name in self.ways and ast.unparse(node) not in self.ways[name]:
                    self.ways[name].append(ast.unparse(node))

    def _bank(self) -> Iterator[Path]:
        for kind in ("accepted", "misconceptions", "mutants"):
            yield from sorted((self.exercise.solution_folder / kind).glob("[!_.]*.py"))

    def honest(self) -> str:
        """Return one student's own work: for each function the usual way or, half of the time, another one."""
        parts = []
        for ways in self.ways.values():
            others = ways[1:]
            other = others and self.rng.random() < 0.5
            parts.append(self.rng.choice(others) if other else ways[0])
        source = written_by("\n\n".join([*self.before, *parts]), self.rng)
        for name in self.rng.sample(STYLES, self.rng.randrange(4)):
            source = ALL[name](source, self.rng)
        return source


def work(name: str, source: str, public: frozenset[str]) -> Work:
    """Return a submission made comparable."""
    suffix = ".ipynb" if source.lstrip().startswith('{"nbformat"') else ".py"
    return read_work(name, f"code{suffix}", source.encode(), public)


def without_bank(exercise: Exercise, empty: Path) -> Exercise:
    """Return the exercise as it is for a grader that has only the solution."""
    assert exercise.solution_path is not None
    (empty / exercise.file).write_bytes(exercise.solution_path.read_bytes())
    return replace(exercise, solution_folder=empty)


@dataclass
class Outcome:
    """What was measured on some classes: the score of every copy by its disguise, and of every independent pair."""

    copies: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    honest: list[float] = field(default_factory=list)


def measure(exercise: Exercise, known: Exercise, seed: int, outcome: Outcome) -> None:
    """Add one class to the outcome.

    Args:
        exercise: its bank is what the students write.
        known: the exercise as the grader knows it.
        seed: of the class.
        outcome: where it is added.

    """
    rng = random.Random(seed)
    group = Class(exercise, rng)
    public = read_stub(exercise, exercise.stub_path).names
    sources = {f"s{number:02d}": group.honest() for number in range(STUDENTS)}
    works = [work(name, source, public) for name, source in sources.items()]
    disguises = ALL | {"everything": everything}
    pairs = {}
    for disguise, original in zip(disguises, rng.sample(sorted(sources), len(disguises)), strict=True):
        copy = f"copy_{disguise}"
        works.append(work(copy, disguises[disguise](sources[original], rng), public))
        pairs[frozenset((copy, original))] = disguise
    found = compare(known, works, most=10**6, least=0.0).pairs
    scores = {frozenset((pair.left.student, pair.right.student)): pair.score for pair in found}
    for pair, disguise in pairs.items():
        outcome.copies[disguise].append(scores.get(pair, 0.0))
    outcome.honest += [scores.get(frozenset(pair), 0.0) for pair in combinations(sources, 2)]


def show(title: str, outcome: Outcome) -> None:
    """Print how many independent pairs and how many copies of each kind reach the score from which pairs are shown."""
    copies = [score for scores in outcome.copies.values() for score in scores]
    print(f"{title}: highest independent pair {max(outcome.honest):.2f}, median copy {median(copies):.2f}")
    for least in (LEAST - 0.1, LEAST, LEAST + 0.1):
        wrong, right = (sum(score >= least for score in scores) for scores in (outcome.honest, copies))
        print(
            f"  from {least:.1f}: {wrong} of {len(outcome.honest)} independent pairs, {right} of {len(copies)} copies"
        )
    for disguise, scores in outcome.copies.items():
        print(f"  {disguise:<20} {sum(score >= LEAST for score in scores)} of {len(scores)}")


def large(exercise: Exercise, count: int) -> None:
    """Print the CPU seconds that a class of this size takes."""
    rng = random.Random(1)
    group = Class(exercise, rng)
    public = read_stub(exercise, exercise.stub_path).names
    sources = [group.honest() for _ in range(count)]
    start = time.process_time()
    works = [work(f"s{number:05d}", source, public) for number, source in enumerate(sources)]
    read = time.process_time()
    found = compare(exercise, works)
    done = time.process_time()
    print(
        f"{count} submissions: {read - start:.1f} s to read, {done - read:.1f} s to compare, {len(found.pairs)} pairs"
    )


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "exercises", nargs="*", default=["exercise03", "exercise08", "exercise10", "exercise14", "exercise15"]
    )
    parser.add_argument("--large", type=int, metavar="N")
    parser.add_argument("--classes", type=int, default=3, help="classes of each exercise")
    arguments = parser.parse_args()
    exercises = [find_course(ROOT).find(name) for name in arguments.exercises]
    if arguments.large:
        large(exercises[0], arguments.large)
        return
    with tempfile.TemporaryDirectory() as empty:
        for title, hide in (("The bank is known", False), ("Only stub and solution are known", True)):
            outcome = Outcome()
            for exercise in exercises:
                known = without_bank(exercise, Path(empty)) if hide else exercise
                for seed in range(arguments.classes):
                    measure(exercise, known, seed, outcome)
            show(title, outcome)


if __name__ == "__main__":
    main()
