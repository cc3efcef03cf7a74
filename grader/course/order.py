"""In which order the exercises of a course are done: what comes before what, and what is next."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from grader.course import Course, Exercise
from grader.errors import CourseError


@dataclass(frozen=True)
class Order:
    """What exercise.toml says about prerequisites, as far as it can be followed."""

    before: dict[str, tuple[str, ...]]  # name of an exercise -> names of what is to be done first
    doubts: tuple[str, ...] = field(default=())  # a sentence for each prerequisite that cannot be followed
    elsewhere: tuple[str, ...] = ()  # prerequisites that were not given out with this students' copy

    def waiting(self, name: str, done: Collection[str]) -> tuple[str, ...]:
        """Return the prerequisites of an exercise that are not done."""
        return tuple(other for other in self.before[name] if other not in done)

    def next(self, names: Iterable[str], done: Collection[str], begun: Collection[str] = ()) -> str | None:
        """Return what to do next: what is begun before what is new, nothing whose prerequisites are not done.

        Args:
            names: the exercises that can be done now, in the course's order.
            done: those that are done.
            begun: those that are begun.

        """
        ready = [name for name in names if name not in done and not self.waiting(name, done)]
        return next((name for name in ready if name in begun), ready[0] if ready else None)


def order(course: Course) -> Order:
    """Return the course's order.

    A prerequisite that is no usable exercise of this course keeps nobody waiting, nor does one of a circle, in which
    each would wait for the other. In a students' copy, which may hold a part of the course, it is no mistake.
    """
    before: dict[str, tuple[str, ...]] = {}
    doubts: list[str] = []
    elsewhere: list[str] = []
    for exercise in course.exercises:
        found = dict.fromkeys(_resolved(course, exercise, doubts, elsewhere))
        before[exercise.name] = tuple(found)
    reach = {name: _reach(name, before) for name in before}
    for name in before:
        circle = sorted(other for other in reach[name] if name in reach.get(other, ()))
        if circle == [name]:
            doubts.append(f"{name} is its own prerequisite: it does not wait for itself.")
        elif circle and name == circle[0]:
            doubts.append(f"{' and '.join(circle)} are prerequisites of each other: none of them waits for another.")
    kept = {
        name: tuple(other for other in others if name not in reach.get(other, ())) for name, others in before.items()
    }
    return Order(kept, tuple(doubts), tuple(sorted({*elsewhere})))


def _resolved(course: Course, exercise: Exercise, doubts: list[str], elsewhere: list[str]) -> Iterable[str]:
    partial = not (course.root / "solutions").is_dir()
    there = [name.casefold() for name in (*(each.name for each in course.exercises), *(b.name for b in course.broken))]
    for typed in exercise.prerequisites:
        if partial and not any(typed.casefold() in name for name in there):
            elsewhere.append(typed)
            continue
        try:
            yield course.find(typed).name
        except CourseError as error:
            broken = next((item for item in course.broken if item.error is error), None)
            why = "cannot be used" if broken else "fits no single exercise of this course"
            doubts.append(f"{exercise.name} comes after {typed}, which {why}: it does not wait for it.")


def _reach(start: str, before: dict[str, tuple[str, ...]]) -> set[str]:
    """Return everything that has to come before an exercise, itself only if it stands in a circle."""
    found: set[str] = set()
    todo = list(before[start])
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += before[name]
    return found
