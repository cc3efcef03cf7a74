"""What lateness costs: points off by the course's policy, and the sentence about it in the report."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import NamedTuple

from grader.course import Late

_DAY = timedelta(days=1)


class Penalty(NamedTuple):
    """What is taken off, and why."""

    points: float  # 0 or more, never more than were reached; rounded to a hundredth
    text: str | None  # one sentence for the report; None if the submission is not late


IN_TIME = Penalty(0.0, None)


def penalty(
    points: float,
    submitted_at: datetime | None,
    due: datetime | None,
    extension: timedelta = timedelta(0),
    late: Late = Late(),  # noqa: B008 (frozen)
) -> Penalty:
    """Return what is taken off the points of a submission, and the sentence that says so.

    With "per-day" each day begun costs its percentage of the points reached. The due date moves by the extension and
    by the grace, so that the grace holds for every day anew.

    Args:
        points: what the submission reached.
        submitted_at: when it was handed in (aware); without it nothing is late.
        due: when it was due (aware); without it nothing is late.
        extension: how much later this student may hand in.
        late: the course's policy.

    """
    if submitted_at is None or due is None:
        return IN_TIME
    due += extension
    over = submitted_at - due - timedelta(minutes=late.grace_minutes)
    if over <= timedelta(0):
        return IN_TIME
    percent = _percent(over, late)
    off = round(min(max(points, 0.0), max(points, 0.0) * percent / 100), 2)
    return Penalty(off, _sentence(submitted_at - due, due, off, percent))


def _percent(over: timedelta, late: Late) -> float:
    if late.policy == "zero":
        return 100.0
    if late.policy == "per-day":
        return min(math.ceil(over / _DAY) * late.percent_per_day, late.most_percent)
    return 0.0


def _sentence(lateness: timedelta, due: datetime, off: float, percent: float) -> str:
    came = f"Handed in {_in_words(lateness)} after the due date ({written(due)})"
    if not percent:
        return f"{came}; nothing is taken off."
    return f"{came}: {percent:g} % is taken off, {off:g} point{'' if off == 1 else 's'}."


def written(moment: datetime) -> str:
    """Return a moment as people read it: ``2026-12-01 23:59 UTC+0800``."""
    return f"{moment:%Y-%m-%d %H:%M} UTC{moment:%z}".removesuffix("+0000")


def _in_words(lateness: timedelta) -> str:
    """Return the lateness in its largest two units: ``2 days 3 h``, ``5 min``."""
    minutes = max(1, math.ceil(lateness / timedelta(minutes=1)))
    days, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    if days:
        return f"{days} day{'s' if days > 1 else ''}" + (f" {hours} h" if hours else "")
    return " ".join(f"{number} {unit}" for number, unit in ((hours, "h"), (minutes, "min")) if number)
