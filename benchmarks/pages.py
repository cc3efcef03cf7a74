"""Where the bytes of processes are: what each has for itself, and its share of what several have together."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

KIB = 1024


@dataclass(frozen=True)
class Pages:
    """Memory of a process, or of a part of it, in bytes."""

    resident: int = 0  # RSS: what it sees in memory, whoever else does
    share: int = 0  # PSS: a page that n processes see counts as 1/n
    own: int = 0  # USS: what nobody else sees; it is free again when the process ends
    dirty: int = 0  # of its own, what it has written
    huge: int = 0  # of what is resident, what lies in huge pages

    def __add__(self, other: Pages) -> Pages:
        return Pages(
            self.resident + other.resident, self.share + other.share, self.own + other.own,
            self.dirty + other.dirty, self.huge + other.huge,
        )  # fmt: skip


def of(pid: int) -> Pages | None:
    """Return a process's memory; None if it is gone or this system does not tell."""
    with contextlib.suppress(OSError, ValueError):
        return _sum(Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines())
    return None


def by_kind(pid: int) -> dict[str, Pages]:
    """Return a process's memory by what it is: files (code and data of libraries), heap, other anonymous memory."""
    found: dict[str, Pages] = {}
    with contextlib.suppress(OSError, ValueError):
        for kind, lines in _mappings(Path(f"/proc/{pid}/smaps").read_text().splitlines()):
            found[kind] = found.get(kind, Pages()) + _sum(lines)
    return found


def share(pid: int) -> int:
    """Return a process's share of memory in bytes; its whole memory if its share cannot be read, 0 if it is gone."""
    if (found := of(pid)) is not None:
        return found.share
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * KIB
    return 0


def below(pid: int) -> list[int]:
    """Return the process numbers of all that a process has started, and they, that live."""
    return [each for child in children(pid) for each in (child, *below(child))]


def children(pid: int) -> list[int]:
    """Return the process numbers of those that a process has started, and that live."""
    found: list[int] = []
    with contextlib.suppress(OSError):  # the process ends while we look, or one of its threads
        for path in Path(f"/proc/{pid}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                found += map(int, path.read_text().split())
    return found


def _sum(lines: Iterable[str]) -> Pages:
    sizes: dict[str, int] = {}
    for line in lines:
        name, _, rest = line.partition(":")
        if rest.endswith(" kB"):
            sizes[name] = int(rest.split()[0]) * KIB
    dirty = sizes.get("Private_Dirty", 0)
    return Pages(
        sizes.get("Rss", 0), sizes.get("Pss", 0), sizes.get("Private_Clean", 0) + dirty, dirty,
        sizes.get("AnonHugePages", 0),
    )  # fmt: skip


def _mappings(lines: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    kind, of_one = "", list[str]()
    for line in lines:
        first = line.split(maxsplit=1)[0]
        if first.endswith(":"):
            of_one.append(line)
            continue
        if kind:
            yield kind, of_one
        words = line.split(maxsplit=5)
        kind, of_one = _kind(words[5] if len(words) > 5 else ""), []
    if kind:
        yield kind, of_one


def _kind(name: str) -> str:
    if name.startswith(os.sep):
        return "files"
    return "heap" if name == "[heap]" else "anonymous"
