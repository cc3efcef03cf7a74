"""What the submissions to one exercise get wrong, counted: check by check, and by how they behave."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from grader.render import outline
from grader.render.dashboard import CheckTally, Mistake
from grader.results import CheckResult, Report, Verdict

KINDS = 2000  # of behaviour that are told apart; a class does not need more, and a forger of reports gets no further
TITLES = 12  # of checks that are kept for one


@dataclass
class _Seen:
    """One mistake, and who has it."""

    function: str
    text: str
    students: list[str] = field(default_factory=list)
    checks: Counter[str] = field(default_factory=Counter)


class Tally:
    """Counts reports of one exercise.

    Args:
        exercise: its short name.

    """

    def __init__(self, exercise: str) -> None:
        self.exercise = exercise
        self.untouched = 0
        self.told: set[str] = set()  # students whose report names a mistake
        self._titles: dict[tuple[bool, str], str] = {}
        self._ran: Counter[tuple[bool, str]] = Counter()
        self._failed: Counter[tuple[bool, str]] = Counter()
        self._waiting: Counter[tuple[bool, str]] = Counter()
        self._known: dict[str, _Seen] = {}
        self._unknown: dict[tuple[str, ...], _Seen] = {}

    def add(self, student: str, report: Report) -> None:
        """Count one student's report."""
        waiting = {id(check) for group in outline.groups(report) if group.open for check in group.checks}
        self.untouched += outline.untouched(report)
        for check in report.checks:
            key = (check.public, check.name)
            self._titles[key] = check.title
            self._ran[key] += check.verdict is not Verdict.SKIPPED
            if check.verdict not in (Verdict.PASSED, Verdict.SKIPPED):
                self._failed[key] += 1
                self._waiting[key] += id(check) in waiting
        for item in report.misconceptions:
            self.told.add(student)
            seen = self._known.setdefault(item.name, _Seen(item.function, item.diagnosis))
            seen.students.append(student)
        if not outline.never_ran(report):
            self._add_unknown(student, [check for check in report.checks if id(check) not in waiting])

    def _add_unknown(self, student: str, checks: Iterable[CheckResult]) -> None:
        mine: set[tuple[str, ...]] = set()
        for check in checks:
            if check.verdict in (Verdict.PASSED, Verdict.SKIPPED) or check.misconceptions:
                continue
            key, text = behaviour(check)
            if key not in self._unknown and len(self._unknown) >= KINDS:
                continue
            seen = self._unknown.setdefault(key, _Seen(check.functions[0] if check.functions else "", text))
            if len(seen.checks) < TITLES or check.title in seen.checks:
                seen.checks[check.title or check.name] += 1
            if key not in mine:
                seen.students.append(student)
                mine.add(key)

    def checks(self) -> tuple[CheckTally, ...]:
        """Return the checks, those that most fail first."""
        found = [
            CheckTally(name, self._titles[public, name], public, self._failed[public, name],
                       self._waiting[public, name], ran)
            for (public, name), ran in self._ran.items()
        ]  # fmt: skip
        return tuple(sorted(found, key=lambda check: (-check.percent, check.public)))

    def known(self) -> tuple[Mistake, ...]:
        """Return the mistakes of the bank that were found, those of most students first."""
        return self._sorted((name, seen) for name, seen in self._known.items())

    def unknown(self) -> tuple[Mistake, ...]:
        """Return what no mistake of the bank explains, by how it behaves, those of most students first."""
        return self._sorted(("", seen) for seen in self._merged())

    def _merged(self) -> list[_Seen]:
        """Put together what the very same students do: they made one mistake that shows in several checks."""
        found: dict[tuple[str, tuple[str, ...]], _Seen] = {}
        for seen in sorted(self._unknown.values(), key=lambda seen: -sum(seen.checks.values())):
            key = (seen.function, tuple(seen.students))
            if len(seen.students) > 1 and key in found:
                found[key].checks.update(seen.checks)
            else:
                found[key if len(seen.students) > 1 else (str(id(seen)), ())] = seen
        return list(found.values())

    def _sorted(self, items: Iterable[tuple[str, _Seen]]) -> tuple[Mistake, ...]:
        found = [
            Mistake(self.exercise, seen.function, name, seen.text,
                    tuple(title for title, _ in seen.checks.most_common()), tuple(seen.students))
            for name, seen in items
        ]  # fmt: skip
        return tuple(sorted(found, key=lambda mistake: -len(mistake.students)))


def behaviour(check: CheckResult) -> tuple[tuple[str, ...], str]:
    """Return how a check went wrong: a key that is the same for those who did the same, and a sentence.

    A telling difference ("is half the expected one") stands for itself whichever check it shows in. Where there is
    none, the check belongs to the behaviour: "differs in 3 of 4 elements" alone says nothing.
    """
    function = check.functions[0] if check.functions else ""
    if check.verdict is Verdict.FAILED:
        phrase = check.difference.strip()
        if phrase:
            same = phrase if "times" in phrase else _without_numbers(phrase)
            return (function, "differs", same), _sentence(phrase)
        message = _first_line(check.message)
        return (function, "failed", check.name, _without_numbers(message)), message or "It is not right yet."
    if check.verdict is Verdict.ERROR:
        message = _first_line(check.message)
        raised = re.search(r"raised ([A-Z]\w*)", message)
        # Of an exception the same words with other sizes are the same; a name in quotes is the student's own.
        same = re.sub(r"'[^']*'|\"[^\"]*\"", "'…'", _without_numbers(message))
        return (function, "raised", raised[1] if raised else "", same[:200]), message or "It raised an exception."
    words = outline.WORDS[check.verdict]
    text = _first_line(check.message) if check.verdict is Verdict.FORBIDDEN else ""
    return (function, check.verdict, _without_numbers(text)[:200]), text or f"It {words}."


def _first_line(text: str) -> str:
    return text.strip().split("\n")[0][:300]


def _sentence(phrase: str) -> str:
    return f"{phrase[:1].upper()}{phrase[1:].rstrip('.')}."


def _without_numbers(text: str) -> str:
    return re.sub(r"[-−]?\d[\d.]*(e[-+]?\d+)?", "#", text)
