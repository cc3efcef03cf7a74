"""Grades for other programs: spreadsheets, Canvas, Moodle, Gradescope; each to the letter of what it reads."""

from __future__ import annotations

from grader.export.grades import Grade, Grades, Person, collect

__all__ = ["Grade", "Grades", "Person", "collect"]
