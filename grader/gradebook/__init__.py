"""The gradebook: grades in nbgrader's own database, made from the journal; nbgrader never runs a student's code.

Whatever is cut off, ``project`` brings the gradebook to where the journal is. What people enter in nbgrader (points,
comments, extensions, names) is theirs and stays. nbgrader is imported at the first use of a gradebook.
"""

from __future__ import annotations

from grader.gradebook.counting import Counted, counting
from grader.gradebook.feedback import comment
from grader.gradebook.library import available
from grader.gradebook.marks import Mark, extend, extensions, marks
from grader.gradebook.projection import Projected, project, rebuild

__all__ = [
    "Counted",
    "Mark",
    "Projected",
    "available",
    "comment",
    "counting",
    "extend",
    "extensions",
    "marks",
    "project",
    "rebuild",
]
