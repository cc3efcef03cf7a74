"""Packs the students' copy of a course, and proves before anything is written that it holds no solution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.course import Course, Exercise
from grader.errors import CourseError
from grader.release import github, nbgrader
from grader.release.content import collect
from grader.release.lint import Finding, examine, refuse_unless_whole
from grader.release.proof import Progress, try_out
from grader.release.writing import refuse_target, write

__all__ = ["Finding", "Progress", "Released", "release", "release_to_nbgrader"]


@dataclass(frozen=True)
class Released:
    """What came of it."""

    findings: tuple[Finding, ...]  # why nothing was written; none: all is well
    notes: tuple[str, ...]  # what was left out of the copy, or is not as it stands in the course
    files: tuple[str, ...]  # by their paths in the copy
    unchanged: bool = False  # the same copy was there already, so nothing was written
    kept: Path | None = None  # where what stood in the copy's place is kept


def release(
    course: Course,
    exercises: Sequence[Exercise],
    target: Path,
    form: str,
    *,
    notebooks: bool = False,
    classroom: bool = False,
    torch_index: str | None = None,
    force: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Released:
    """Write the students' copy, if nothing speaks against it.

    Args:
        course: an instructor's copy, with solutions/.
        exercises: those to give out, at least one.
        target: the folder or the archive.
        form: "folder", "zip" or "git".
        notebooks: each exercise as a notebook, too.
        classroom: with a workflow for GitHub Classroom.
        torch_index: the URL of PyTorch's CPU builds, for that workflow.
        force: write also where something is there already; that is kept under another name.
        dry_run: look at everything, write nothing.
        progress: is told the exercise that is tried, how many are behind us, and of how many.

    Raises:
        CourseError: this is no instructor's copy, or a file is missing or cannot be read.
        UserError: the target is taken or cannot be written, or jupytext is missing.
        GraderError: the checks cannot be loaded, or no code can be run here.

    """
    _refuse_students_copy(course)
    if missing := refuse_unless_whole(course, exercises):
        return Released(tuple(missing), (), ())
    content = collect(course, exercises, notebooks=notebooks)
    if classroom:
        github.add(content, exercises, torch_index)
    unchanged = refuse_target(course, target, content.files, form, force=force)
    findings = examine(course, exercises, content) or try_out(exercises, content, progress)
    kept = None
    if not (findings or unchanged or dry_run):
        kept = write(course, target, content.files, form)
    return Released(tuple(findings), tuple(content.notes), tuple(content.files), unchanged, kept)


def release_to_nbgrader(
    course: Course,
    exercises: Sequence[Exercise],
    folder: Path,
    *,
    force: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Released:
    """Write a course for nbgrader, if nothing speaks against giving its notebooks out.

    Args:
        course: an instructor's copy, with solutions/.
        exercises: those to give out, at least one.
        folder: where nbgrader's course is, or is to be; the course's own folder may be it.
        force: write also where something else is there already; that is kept beside it.
        dry_run: look at everything, write nothing.
        progress: is told the exercise that is tried, how many are behind us, and of how many.

    Raises:
        CourseError: this is no instructor's copy, or a file is missing or cannot be read.
        UserError: something is in the way, the folder cannot be written, or jupytext is missing.
        GraderError: the checks cannot be loaded, or no code can be run here.

    """
    _refuse_students_copy(course)
    if missing := refuse_unless_whole(course, exercises):
        return Released(tuple(missing), (), ())
    content = collect(course, exercises, notebooks=True)
    files = nbgrader.files_of(course, exercises, content, folder)
    new = nbgrader.refuse_folder(course, folder, files, force=force)
    notes = [*content.notes, *nbgrader.notes_on(folder, files)]
    findings = examine(course, exercises, content) or try_out(exercises, content, progress)
    kept = None
    if new and not (findings or dry_run):
        kept = nbgrader.write(folder, files, new)
    return Released(tuple(findings), tuple(notes), tuple(files), not new, kept)


def _refuse_students_copy(course: Course) -> None:
    if not (course.root / "solutions").is_dir():
        raise CourseError(
            "This course has no solutions/: it is a students' copy already.", hint="Name the instructor's copy with -C."
        )
