"""A class at a glance, counted from the journal: mistakes that many make, who is stuck, who is missing, when they came.

Reports are read one after the other and only counted, so a large class takes time but hardly memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from grader.course import Course, Exercise
from grader.dashboard.behaviour import Tally
from grader.dashboard.gist import gist
from grader.dashboard.roster import in_the_gradebook
from grader.journal import Entry, Journal
from grader.render.chart import Slot
from grader.render.dashboard import BINS, ClassView, Exercised, Missing, Stuck

__all__ = ["survey"]

ATTEMPTS = 3  # from so many on a student can be stuck
IN_VAIN = 2  # the last ones that brought nothing
EXPECTED = 0.5  # of the class: what they have handed in is missed where nothing is due


def survey(course: Course, exercises: Sequence[Exercise], journal: Journal, now: datetime) -> ClassView:
    """Return what there is to know about a class.

    Args:
        course: says which submission counts.
        exercises: those to look at.
        journal: what was graded.
        now: the moment (aware) that decides what is due.

    """
    entries = {each.name: list(journal.newest(each.name)) for each in exercises}
    students = sorted({entry.student for found in entries.values() for entry in found} | set(in_the_gradebook(course)))
    seen: list[Exercised] = []
    stuck: list[Stuck] = []
    for exercise in exercises:
        tally = Tally(exercise.short)
        points = []
        for entry in journal.counting_entries(exercise.name, course.policy.counts):
            tally.add(entry.student, gist(journal.report(entry.number)))
            points.append(entry.points)
        seen.append(_exercised(course, exercise, tally, points, len(entries[exercise.name])))
        stuck += _stuck(exercise, entries[exercise.name], tally)
    stuck.sort(key=lambda case: (-case.in_vain * (case.max_points - case.best), case.student, case.exercise))
    arrived = [entry for found in entries.values() for entry in found]
    return ClassView(
        title=course.title,
        made=now,
        students=len(students),
        submissions=len(arrived),
        exercises=tuple(seen),
        stuck=tuple(stuck),
        missing=tuple(_missing(students, seen, entries, now)),
        slots=tuple(_slots(entries)),
        undated=sum(entry.submitted_at is None for entry in arrived),
    )


def _exercised(
    course: Course, exercise: Exercise, tally: Tally, points: Sequence[float], submissions: int
) -> Exercised:
    return Exercised(
        name=exercise.name,
        short=exercise.short,
        title=exercise.title,
        max_points=float(exercise.points),
        due=course.policy.due_for(exercise.name),
        handed_in=len(points),
        submissions=submissions,
        bins=_bins(points, float(exercise.points)),
        median=_median(points),
        untouched=tally.untouched,
        checks=tally.checks(),
        known=tally.known(),
        unknown=tally.unknown(),
    )


def _bins(points: Sequence[float], most: float) -> tuple[int, ...]:
    """Count how many have so many tenths of the points; those with all of them are the last."""
    found = [0] * BINS
    for value in points:
        share = value / most if most else 1.0
        found[BINS - 1 if share >= 1 - 1e-9 else min(BINS - 2, max(0, int(share * (BINS - 1) + 1e-9)))] += 1
    return tuple(found)


def _median(points: Sequence[float]) -> float | None:
    ordered = sorted(points)
    half = len(ordered) // 2
    if not ordered:
        return None
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _stuck(exercise: Exercise, entries: Sequence[Entry], tally: Tally) -> list[Stuck]:
    """Return the students whose last attempts have brought nothing; entries are by student and attempt."""
    found = []
    for student, group in groupby(entries, key=lambda entry: entry.student):
        attempts = list(group)
        trail = [entry.points for entry in attempts]
        best = max(trail)
        in_vain = len(trail) - 1 - trail.index(best)
        if len(trail) >= ATTEMPTS and in_vain >= IN_VAIN and best < exercise.points:
            last = max((entry.submitted_at.date() for entry in attempts if entry.submitted_at), default=None)
            points = float(exercise.points)
            told = student in tally.told
            found.append(Stuck(student, exercise.short, tuple(trail), in_vain, best, points, last, told))
    return found


def _missing(
    students: Sequence[str], exercises: Sequence[Exercised], entries: dict[str, list[Entry]], now: datetime
) -> list[Missing]:
    """Return who lacks what is due, or what most of the class has handed in where nothing is due."""
    lacking: dict[str, list[str]] = {}
    for exercise in exercises:
        expected = exercise.due <= now if exercise.due else exercise.handed_in > EXPECTED * len(students)
        if expected:
            there = {entry.student for entry in entries[exercise.name]}
            for student in students:
                if student not in there:
                    lacking.setdefault(student, []).append(exercise.short)
    found = [Missing(student, tuple(names)) for student, names in lacking.items()]
    return sorted(found, key=lambda each: (-len(each.exercises), each.student))


def _slots(entries: dict[str, list[Entry]]) -> list[Slot]:
    first: Counter[date] = Counter()
    again: Counter[date] = Counter()
    for found in entries.values():
        known: set[str] = set()
        for entry in found:
            if entry.submitted_at is not None:
                (again if entry.student in known else first)[entry.submitted_at.date()] += 1
            known.add(entry.student)
    return [Slot(day, first[day], again[day]) for day in sorted(first.keys() | again.keys())]
