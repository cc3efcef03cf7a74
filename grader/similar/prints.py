"""Fingerprints of code: hashes of short runs of tokens, a few of them chosen so that equal passages share some.

Winnowing after Schleimer, Wilkerson and Aiken (2003): of every ``WINDOW`` neighbouring runs the one with the smallest
hash is chosen, so a passage of ``RUN + WINDOW - 1`` equal tokens always has a fingerprint in common.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from grader.similar.normal import Unit

RUN = 8  # tokens
WINDOW = 4  # runs
SHORTEST = 4  # tokens of a function that is shorter than a run, below which it says nothing


class Place(NamedTuple):
    """Where a run of tokens begins."""

    unit: int
    start: int  # token of the unit


Prints = dict[int, list[Place]]  # fingerprint -> where it is


def fingerprints(units: Sequence[Unit]) -> Prints:
    """Return the chosen fingerprints of code, and where each of them is."""
    found: defaultdict[int, list[Place]] = defaultdict(list)
    for number, unit in enumerate(units):
        for start, value in _winnowed(_hashes([token.text for token in unit.tokens])):
            found[value].append(Place(number, start))
    return dict(found)


def every_run(units: Sequence[Unit]) -> set[int]:
    """Return the hashes of all runs, chosen or not: what is common is common wherever the windows lie."""
    return {value for unit in units for value in _hashes([token.text for token in unit.tokens])}


def _hashes(tokens: Sequence[str]) -> list[int]:
    if len(tokens) < SHORTEST:
        return []
    return [_hash(tokens[start : start + RUN]) for start in range(max(1, len(tokens) - RUN + 1))]


def _hash(run: Sequence[str]) -> int:
    return int.from_bytes(hashlib.blake2b("\0".join(run).encode("utf-8", "replace"), digest_size=8).digest())


def _winnowed(hashes: Sequence[int]) -> list[tuple[int, int]]:
    """Return the chosen places and hashes; of equal smallest ones in a window the last."""
    chosen: dict[int, int] = {}
    for start in range(max(1, len(hashes) - WINDOW + 1)) if hashes else ():
        window = range(start, min(start + WINDOW, len(hashes)))
        place = min(window, key=lambda index: (hashes[index], -index))
        chosen[place] = hashes[place]
    return sorted(chosen.items())
