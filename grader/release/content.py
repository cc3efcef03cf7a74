"""What goes into a students' copy: files by their paths, and a line for everything that was left out or replaced."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from grader.attempts.stubs import untouched_stubs
from grader.client.importing import without_numpy
from grader.course import Course, Exercise
from grader.errors import CourseError
from grader.release.letter import course_settings, ignored_by_git, letter
from grader.submission.reading import shown

KINDS = {
    ".py", ".md", ".toml", ".txt", ".rst", ".csv", ".tsv", ".json", ".html", ".css",
    ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".pdf",
}  # fmt: skip
UNSEARCHED = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".pdf"}  # packed: no text is found in them
LARGEST = 4 << 20  # bytes of one file
_DEEPEST = 8  # folders in folders
_SILENT = ("__pycache__",)  # what Python leaves everywhere is not worth a line


@dataclass
class Content:
    """The files of a students' copy."""

    files: dict[str, bytes] = field(default_factory=dict)  # by path from the copy's folder, with / between its parts
    notes: list[str] = field(default_factory=list)  # sentences about what is not as it stands in the course
    sentences: set[str] = field(default_factory=set)  # cells in which a hidden check says no more than what it looks at
    sources: dict[str, bytes] = field(default_factory=dict)  # notebooks as nbgrader's source has them, by exercise

    def of(self, exercise: Exercise) -> dict[str, bytes]:
        """Return the files of one exercise."""
        start = f"exercises/{exercise.name}/"
        return {path: data for path, data in self.files.items() if path.startswith(start)}


def collect(course: Course, exercises: Sequence[Exercise], *, notebooks: bool = False) -> Content:
    """Return what students get of these exercises.

    Args:
        course: an instructor's copy.
        exercises: those to give out.
        notebooks: each as a notebook, too.

    Raises:
        CourseError: a file cannot be read, or the untouched stub of an exercise is nowhere to be found.
        GraderError: a notebook cannot be made.

    """
    content = Content()
    for exercise in exercises:
        for path in _files(exercise.folder, course.root, content.notes):
            if path != exercise.stub_path:
                content.files[path.relative_to(course.root).as_posix()] = _read(path)
            if path.suffix.lower() in UNSEARCHED:
                content.notes.append(f"{_relative(path, course.root)} cannot be searched: look at it yourself.")
        content.files[f"exercises/{exercise.name}/{exercise.file}"] = _stub(course, exercise, content.notes)
        if notebooks:
            _add_notebook(course, exercise, content)
    chosen = {exercise.name for exercise in exercises}
    _note_what_stands_beside(course, content.notes)
    content.files["course.toml"] = course_settings(course, chosen).encode()
    content.files["README.md"] = letter(course, exercises, notebooks=notebooks).encode()
    content.files[".gitignore"] = ignored_by_git().encode()
    content.files = dict(sorted(content.files.items()))
    return content


def _add_notebook(course: Course, exercise: Exercise, content: Content) -> None:
    without_numpy()
    from grader.release.notebook import make  # loads pytest and torch, which a refused release does without

    stub = content.files[f"exercises/{exercise.name}/{exercise.file}"].decode("utf-8-sig", "replace")
    made = make(course, exercise, "\n".join(stub.splitlines()))
    content.files[f"exercises/{exercise.name}/{made.filename}"] = made.release
    content.sources[exercise.name] = made.source
    content.sentences.update(made.sentences)


def _stub(course: Course, exercise: Exercise, notes: list[str]) -> bytes:
    """Return the exercise's file with nothing filled in, as it stands there or as it stood last."""
    for number, (source, data) in enumerate(untouched_stubs(course, exercise)):
        if number or source:
            notes.append(f"{_relative(exercise.stub_path, course.root)} is filled in: students get the stub {source}.")
        return data
    raise CourseError(
        f"The untouched stub of {exercise.name} is nowhere to be found.",
        hint=f"Write {exercise.file} with nothing but `raise NotImplementedError` in its functions.",
    )


def _note_what_stands_beside(course: Course, notes: list[str]) -> None:
    for path in sorted((course.root / "exercises").iterdir()):
        if not path.is_dir() and not path.name.startswith("."):
            notes.append(f"{_relative(path, course.root)} is left out: it belongs to no exercise.")


def _files(folder: Path, root: Path, notes: list[str], depth: int = 0) -> Iterator[Path]:
    """Yield the files of a folder that students get; links are not followed."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise _unreadable(folder, error) from error
    for entry in entries:
        if entry.name.startswith(".") or entry.name in _SILENT:
            continue
        path = folder / entry.name
        if entry.is_dir(follow_symlinks=False) and depth < _DEEPEST:
            yield from _files(path, root, notes, depth + 1)
        elif (reason := _left_out(entry)) is not None:
            notes.append(f"{_relative(path, root)} is left out: {reason}.")
        else:
            yield path


def _left_out(entry: os.DirEntry[str]) -> str | None:
    """Return why students do not get a file, None if they do."""
    status = entry.stat(follow_symlinks=False)
    suffix = PurePosixPath(entry.name).suffix.lower()
    reasons = (
        (stat.S_ISLNK(status.st_mode), "it is a link"),
        (not stat.S_ISREG(status.st_mode), "it is no file"),
        (not entry.name.isprintable(), "its name cannot be printed"),
        (suffix == ".ipynb", "a notebook holds outputs, and perhaps answers"),
        (suffix not in KINDS, f"students get no {suffix or 'files of its kind'}"),
        (status.st_size > LARGEST, f"it is larger than {LARGEST >> 20} MiB"),
    )
    return next((reason for holds, reason in reasons if holds), None)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> CourseError:
    return CourseError(f"{path} cannot be read: {error.strerror}.", hint="Give yourself the right to read it.")


def _relative(path: Path, root: Path) -> str:
    return shown(path.relative_to(root).as_posix())
