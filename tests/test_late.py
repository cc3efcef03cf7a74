"""Lateness: what each policy takes off, to the minute, and the sentence about it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from grader.course import Late
from grader.late import IN_TIME, penalty

DUE = datetime(2026, 12, 1, 23, 59, tzinfo=UTC)
PER_DAY = Late("per-day", percent_per_day=10.0, grace_minutes=15, most_percent=50.0)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def test_in_time() -> None:
    """Up to the due date itself nothing is late, whatever the policy."""
    assert penalty(90.0, DUE, DUE, late=Late("zero")) == IN_TIME
    assert penalty(90.0, DUE - DAY, DUE, late=PER_DAY) == (0.0, None)


@pytest.mark.parametrize(("submitted", "due"), [(None, DUE), (DUE, None), (None, None)])
def test_unknown_times(submitted: datetime | None, due: datetime | None) -> None:
    """Without a due date or a submission time nothing is taken off."""
    assert penalty(90.0, submitted, due, late=Late("zero")) == IN_TIME


def test_none_tells_and_takes_nothing() -> None:
    """The policy "none" says that a submission was late and leaves its points."""
    found = penalty(90.0, DUE + 5 * MINUTE, DUE, late=Late())

    assert found.points == 0.0
    assert found.text == "Handed in 5 min after the due date (2026-12-01 23:59 UTC); nothing is taken off."


def test_zero() -> None:
    """The policy "zero" takes all points one second after the due date."""
    found = penalty(62.5, DUE + timedelta(seconds=1), DUE, late=Late("zero"))

    assert found.points == 62.5
    assert found.text is not None
    assert "100 % is taken off, 62.5 points." in found.text


@pytest.mark.parametrize(
    ("lateness", "off"),
    [
        (15 * MINUTE, 0.0),  # the grace, to the second
        (15 * MINUTE + timedelta(seconds=1), 9.0),
        (DAY + 15 * MINUTE, 9.0),  # the grace holds for every day anew
        (DAY + 16 * MINUTE, 18.0),
        (4 * DAY, 36.0),
        (10 * DAY, 45.0),  # never more than most_percent
        (4000 * DAY, 45.0),
    ],
)
def test_per_day(lateness: timedelta, off: float) -> None:
    """Each day begun costs its percentage of the points reached, up to the most that may be taken."""
    assert penalty(90.0, DUE + lateness, DUE, late=PER_DAY).points == off


def test_sentence() -> None:
    """The student reads how late it was, when it was due in the course's own time, and what that costs."""
    due = datetime(2026, 12, 1, 23, 59, tzinfo=timezone(timedelta(hours=8)))

    found = penalty(90.0, due + 2 * DAY + timedelta(hours=3), due, late=PER_DAY)

    assert found.text == (
        "Handed in 2 days 3 h after the due date (2026-12-01 23:59 UTC+0800): 30 % is taken off, 27 points."
    )


def test_one_point() -> None:
    """One point is one point."""
    assert str(penalty(10.0, DUE + DAY, DUE, late=PER_DAY).text).endswith("10 % is taken off, 1 point.")


def test_extension_moves_the_due_date() -> None:
    """A student with two more days is in time until then, and late from then on."""
    submitted = DUE + 2 * DAY

    assert penalty(90.0, submitted, DUE, extension=2 * DAY, late=Late("zero")) == IN_TIME
    assert penalty(90.0, submitted + MINUTE, DUE, extension=2 * DAY, late=Late("zero")).points == 90.0


def test_other_time_zones() -> None:
    """Moments are compared as moments, whatever zone they are written in."""
    there = timezone(timedelta(hours=8))

    assert penalty(90.0, datetime(2026, 12, 2, 7, 59, tzinfo=there), DUE, late=Late("zero")) == IN_TIME


def test_bounds() -> None:
    """No more is taken off than was reached, and nothing of nothing."""
    assert penalty(0.0, DUE + DAY, DUE, late=Late("zero")).points == 0.0
    assert penalty(-1.0, DUE + DAY, DUE, late=Late("zero")).points == 0.0
    assert penalty(10.0, DUE + 30 * DAY, DUE, late=Late("per-day", percent_per_day=100.0)).points == 10.0


def test_hundredths() -> None:
    """What is taken off is rounded to a hundredth, as points are."""
    assert penalty(33.33, DUE + DAY, DUE, late=PER_DAY).points == 3.33
