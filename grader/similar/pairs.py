"""Which submissions are alike in what hardly anybody else has."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from grader.similar.normal import Unit
from grader.similar.prints import RUN, Place, Prints, every_run, fingerprints

COMMON = 0.2  # share of its weight that is left to a run which stub, solution or bank have, too
DOUBT = 20.0  # bits added to what a submission holds: a few rare runs in a short one prove little
MOST_SHARERS = 40  # students above whom a run leads to no pair any more; else a class of n has n² pairs
GAP = 6  # tokens between two equal runs that still are one passage


@dataclass(frozen=True)
class Work:
    """One student's submission, made comparable."""

    student: str
    filename: str
    source: str
    units: tuple[Unit, ...]
    prints: Prints

    @classmethod
    def of(cls, student: str, filename: str, source: str, units: Sequence[Unit]) -> Work:
        """Return the submission with its fingerprints."""
        return cls(student, filename, source, tuple(units), fingerprints(units))


@dataclass(frozen=True)
class Passage:
    """A stretch that two submissions have in common."""

    left: tuple[int, ...]  # lines of the one, in order
    right: tuple[int, ...]
    bits: float  # how rare it is
    sharers: int  # in how many submissions its rarest run is
    functions: tuple[str, str]  # in which functions it is


@dataclass(frozen=True)
class Pair:
    """Two submissions and what they share."""

    left: Work
    right: Work
    score: float  # 0 to 1
    bits: float  # how rare is what they share
    passages: tuple[Passage, ...]  # the rarest first


class Weights:
    """How much a run of tokens says: much if few have it, hardly anything if the exercise itself has it."""

    def __init__(self, works: Sequence[Work], common: Collection[int]) -> None:
        self.sharers = Counter(value for work in works for value in work.prints)
        self._common = common
        self._most = len(works)

    def __call__(self, value: int) -> float:
        """Return the bits of one fingerprint."""
        rarity = math.log2((self._most + 1) / self.sharers[value])
        return rarity * COMMON if value in self._common else rarity

    def is_common(self, value: int) -> bool:
        """Say whether the exercise itself has it."""
        return value in self._common


def common_runs(sources: Sequence[Sequence[Unit]]) -> set[int]:
    """Return every run of tokens of what an exercise gives away or expects anyway."""
    return {value for units in sources for value in every_run(units)}


def most_alike(works: Sequence[Work], common: Collection[int], *, most: int, least: float) -> list[Pair]:
    """Return the pairs that are most alike, the strongest first.

    Args:
        works: the submissions, one for each student.
        common: runs that stub, solution and known variants have.
        most: how many pairs are wanted.
        least: the score below which a pair is not worth a look.

    """
    weights = Weights(works, common)
    holds = [sum(map(weights, work.prints)) for work in works]
    scored = []
    for (left, right), _ in _candidates(works, weights).items():
        shared = works[left].prints.keys() & works[right].prints.keys()
        bits = sum(map(weights, shared))
        score = bits / (min(holds[left], holds[right]) + DOUBT) if shared else 0.0
        if score >= least:
            scored.append((score, bits, left, right))
    scored.sort(key=lambda item: (-item[0], works[item[2]].student, works[item[3]].student))
    return [
        Pair(works[left], works[right], score, bits, tuple(_passages(works[left], works[right], weights)))
        for score, bits, left, right in scored[:most]
    ]


def _candidates(works: Sequence[Work], weights: Weights) -> Mapping[tuple[int, int], int]:
    """Return the pairs that share a run which few have; the others are never looked at."""
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for number, work in enumerate(works):
        for value in work.prints:
            if 2 <= weights.sharers[value] <= MOST_SHARERS and not weights.is_common(value):
                holders[value].append(number)
    found: Counter[tuple[int, int]] = Counter()
    for numbers in holders.values():
        found.update(combinations(numbers, 2))
    return found


def _passages(left: Work, right: Work, weights: Weights) -> list[Passage]:
    """Return what the two share, the rarest first: neighbouring runs that are neighbours on both sides are one."""
    found = []
    for chain in _chains(left, right, weights):
        values = {value for value, _, _ in chain}
        bits = sum(map(weights, values))
        sharers = min(weights.sharers[value] for value in values)
        first = chain[0]
        functions = (left.units[first[1].unit].name, right.units[first[2].unit].name)
        lines = (_lines(left, [place for _, place, _ in chain]), _lines(right, [place for _, _, place in chain]))
        found.append(Passage(*lines, bits, sharers, functions))
    return _telling(sorted(found, key=lambda passage: -passage.bits))


def _telling(passages: Sequence[Passage]) -> list[Passage]:
    """Leave out what only repeats lines that a rarer passage has shown on both sides."""
    left: set[int] = set()
    right: set[int] = set()
    found = []
    for passage in passages:
        if not (left.issuperset(passage.left) and right.issuperset(passage.right)):
            found.append(passage)
            left.update(passage.left)
            right.update(passage.right)
    return found


def _chains(left: Work, right: Work, weights: Weights) -> Iterator[list[tuple[int, Place, Place]]]:
    runs = sorted(
        (a.unit, b.unit, a.start - b.start, a.start, value, a, b)
        for value in left.prints.keys() & right.prints.keys()
        if not weights.is_common(value)
        for a in left.prints[value][:4]
        for b in right.prints[value][:4]
    )
    chain: list[tuple[int, Place, Place]] = []
    before: tuple[int, ...] | None = None
    for *diagonal, start, value, a, b in runs:
        if before is not None and (list(before[:3]) != diagonal or start - before[3] > RUN + GAP):
            yield chain
            chain = []
        chain.append((value, a, b))
        before = (*diagonal, start)
    if chain:
        yield chain


def _lines(work: Work, places: Sequence[Place]) -> tuple[int, ...]:
    return tuple(
        sorted({token.line for place in places for token in work.units[place.unit].tokens[place.start :][:RUN]})
    )
