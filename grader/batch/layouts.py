"""Where submissions lie: nbgrader's folders, or what a learning platform lets one download."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from grader.attempts import is_untouched
from grader.batch.archive import open_class, open_nested
from grader.batch.found import Found, Problem, refusal_of_name, short
from grader.batch.times import read_time
from grader.batch.trees import File, Folder, Tree, is_left_out
from grader.course import Course, Exercise
from grader.errors import SubmissionError, UserError
from grader.submission.reading import shown

# Each is compared with the whole path of a file below the folder. A student is told by name and number together:
# names alone are not unique.
PATTERNS = {
    # ngalice_4711_90210_mse_gradient.py, ngalice_LATE_4711_90210_mse_gradient-1.py: Canvas numbers what comes again.
    "canvas": r"(?:.*/)?(?P<student>[^_/]+)(?:_LATE)?_(?P<id>\d+)_\d+_(?P<file>[^/]+?)(?:-\d+)?(?P<suffix>\.\w+)",
    # Alice Ng_4711_assignsubmission_file_/mse_gradient.py, or without folders …_assignsubmission_file_mse_gradient.py
    "moodle": r"(?:.*/)?(?P<student>[^/]+?)_(?P<id>\d+)_assignsubmission_file_/?(?:.*/)?(?P<file>[^/]+)",
}
NBGRADER = "nbgrader"
CODE = (".py", ".ipynb")
LONGEST_STUB = 64 << 10  # bytes: what is longer is not looked into
UNTOUCHED = "was handed in as it was given out, so the notebook beside it was graded."
_HINT = "`grade batch --help` shows the layouts and how to name another with --pattern."


@dataclass(frozen=True)
class Source:
    """A place with submissions in a known layout."""

    tree: Tree
    course: Course
    exercises: tuple[Exercise, ...]
    pattern: re.Pattern[str] | None  # None: nbgrader's layout

    def items(self) -> Iterator[Found | Problem]:
        """Yield what is there exercise by exercise, each student's file or the reason why there is none to grade."""
        for _, reason in self.tree.refused():
            yield Problem("", "", f"{self.tree.label}: {reason}", "Nothing was read from it; the others are graded.")
        if self.pattern is None:
            yield from _links(self.tree, "")
            for exercise in self.exercises:
                yield from _nbgrader(self.tree, exercise)
        else:
            yield from self._flat(self.pattern)

    def _flat(self, pattern: re.Pattern[str]) -> Iterator[Found | Problem]:
        attempts: dict[str, dict[tuple[str, str], list[File]]] = defaultdict(lambda: defaultdict(list))
        for file in _walk(self.tree):
            if file.suffix not in (*CODE, ".zip"):
                continue
            match = pattern.fullmatch("/".join(file.path))
            if match is None:
                yield Problem("", "", f"{shown('/'.join(file.path))} does not fit the pattern.", _HINT)
                continue
            groups = match.groupdict()
            student = "_".join(filter(None, (groups["student"], groups.get("id"))))
            named = replace(file, path=((groups.get("file") or file.name) + (groups.get("suffix") or ""),))
            exercise = self._exercise(groups.get("exercise"), named)
            if exercise is None:
                sentence = f"{shown(named.name)} belongs to no exercise of this course."
                yield Problem(student, "", sentence, "Name the exercise: grade batch EXERCISE")
            elif exercise in self.exercises:
                attempts[exercise.name][student, groups.get("timestamp") or ""].append(named)
        for exercise in self.exercises:
            for (student, written), files in sorted(attempts.pop(exercise.name, {}).items(), key=_by_time):
                yield from _chosen(student, exercise, files, lambda written=written: written or None)  # type: ignore[misc]

    def _exercise(self, named: str | None, file: File) -> Exercise | None:
        """Return the exercise that a file is for: as its name says, the only one, or the one with such a file."""
        if named is not None:
            return next((each for each in self.course.exercises if named in (each.name, each.short)), None)
        if len(self.exercises) == 1:
            return self.exercises[0]
        stem = Path(file.name).stem.casefold()
        fitting = [each for each in self.course.exercises if Path(each.file).stem.casefold() == stem]
        return fitting[0] if len(fitting) == 1 else None


def open_source(path: Path, course: Course, exercises: Sequence[Exercise], pattern: str | None) -> Source:
    """Return the submissions in a folder or a zip archive.

    Args:
        path: the folder or the archive.
        course: what they are submissions of.
        exercises: which of its exercises are wanted.
        pattern: the name of a layout, or a regular expression for paths with a group "student"; None: find out.

    Raises:
        UserError: there is no such place, or its layout cannot be told.

    """
    tree: Tree = Folder(path) if path.is_dir() or not path.exists() else open_class(path)
    if pattern is None:
        tree, pattern = _recognised(tree, exercises)
    elif pattern == NBGRADER:
        tree = _inside(tree)
    return Source(tree, course, tuple(exercises), None if pattern == NBGRADER else _compiled(pattern))


def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        compiled = re.compile(PATTERNS.get(pattern, pattern))
    except (re.error, RecursionError, OverflowError) as error:
        raise UserError(f"The pattern is no regular expression: {error}.", hint=_HINT) from error
    if "student" not in compiled.groupindex:
        names = ", ".join((NBGRADER, *PATTERNS))
        raise UserError(
            "The pattern has no group (?P<student>…).", hint=f"Write one, or use a name that is known: {names}."
        )
    return compiled


def _recognised(tree: Tree, exercises: Sequence[Exercise]) -> tuple[Tree, str]:
    """Return the layout of a tree whose layout nobody has named, and the folder in it that has this layout."""
    inner = _inside(tree)
    names = {name.casefold() for exercise in exercises for name in (exercise.name, exercise.short)}
    students = inner.folders()
    if any(folder.casefold() in names for student in students for folder in inner.folders(student)):
        return inner, NBGRADER
    counts = dict.fromkeys(PATTERNS, 0)
    for _, file in zip(range(1000), _walk(tree), strict=False):
        for name in counts:
            counts[name] += re.fullmatch(PATTERNS[name], "/".join(file.path)) is not None
    best = max(counts, key=lambda name: counts[name])
    if counts[best]:
        return tree, best
    wanted = exercises[0].name if len(exercises) == 1 else "any exercise of this course"
    raise UserError(
        f"There is no submission of {wanted} in {tree.label}.",
        hint="Expected: STUDENT/EXERCISE/FILE, or a download from Canvas or Moodle. " + _HINT,
    )


def _inside(tree: Tree) -> Tree:
    """Return the folder `submitted` of a tree that has one: archives often hold the folder itself."""
    if not isinstance(tree, Folder) and tree.folders() == ["submitted"] and not tree.files():
        return Below(tree, "submitted")
    return tree


@dataclass(frozen=True)
class Below:
    """A folder of a tree as a tree."""

    tree: Tree
    name: str

    @property
    def label(self) -> str:
        """What messages call it."""
        return self.tree.label

    def folders(self, *path: str) -> list[str]:
        """Return the names of the folders in a folder."""
        return self.tree.folders(self.name, *path)

    def files(self, *path: str) -> list[File]:
        """Return the files in a folder."""
        return self.tree.files(self.name, *path)

    def refused(self) -> Iterator[tuple[str, str]]:
        """Yield the names that cannot be used."""
        return self.tree.refused()


def _walk(tree: Tree, *path: str) -> Iterator[File]:
    """Yield all files of a tree; nothing is that deep in an honest one, and a chain of folders ends somewhere."""
    yield from tree.files(*path)
    if len(path) < 8:
        for name in tree.folders(*path):
            yield from _walk(tree, *path, name)


def _by_time(item: tuple[tuple[str, str], object]) -> tuple[datetime | str, ...]:
    """Return what a student's attempts are sorted by: their times, whatever way they are written."""
    (student, written), _ = item
    try:
        return (student, read_time(written).isoformat())
    except ValueError:
        return (student, written)


def _nbgrader(tree: Tree, exercise: Exercise) -> Iterator[Found | Problem]:
    for student in tree.folders():
        for folder in (exercise.name, exercise.short):
            files = tree.files(student, folder)
            if files:
                break
        else:
            if tree.folders(student, exercise.name):
                yield Problem(student, exercise.name, "There is no file in the folder.", "The file belongs into it.")
            yield from _links(tree, exercise.name, student)
            continue
        if (reason := refusal_of_name(student)) is not None:
            yield Problem("", exercise.name, reason, "Rename the folder.")
            continue
        stamp = next((file for file in files if file.name == "timestamp.txt"), None)
        yield from _chosen(student, exercise, files, lambda stamp=stamp: _stamp(stamp))  # type: ignore[misc]


def _links(tree: Tree, name: str, *path: str) -> Iterator[Problem]:
    """Yield what stands in a folder's place and is a link: of this name, or any."""
    for file in tree.files(*path):
        if file.is_link and name in ("", file.name):
            sentence = f"{shown(file.name)} is a link, and links are not followed."
            yield Problem("".join(path), name, sentence, "Put the folder itself in its place.")


def _stamp(file: File | None) -> str | None:
    return file.load().decode("utf-8", "replace") if file is not None else None


def _chosen(
    student: str, exercise: Exercise, files: Sequence[File], written: Callable[[], str | None]
) -> Iterator[Found | Problem]:
    """Yield the student's file among these, or why it cannot be told, and beside it what is wrong with its time."""
    if (reason := refusal_of_name(student)) is not None:
        yield Problem("", exercise.name, reason, "Rename the file.")
        return
    try:
        file = choose(files, exercise)
    except SubmissionError as error:
        yield Problem(student, exercise.name, error.message, error.hint or "")
        return
    submitted_at = None
    try:
        text = written()
        submitted_at = read_time(text) if text is not None else None
    except (SubmissionError, ValueError) as error:
        sentence = f"When it was handed in cannot be read: {shown(str(error))}."
        yield Problem(student, exercise.name, sentence, "It is graded without a time, so nothing is late.", graded=True)
    yield Found(student, exercise.name, shown(file.name), submitted_at, file.load, file.note)


def choose(files: Sequence[File], exercise: Exercise, *, nested: bool = False) -> File:
    """Return the file to grade: the one named as the exercise asks, else the only one that can be meant.

    The stub as it was given out is not taken if a notebook of that name is beside it: there the work is. Where there is
    but an archive, the file is looked for in it.

    Raises:
        SubmissionError: there is none, or there are several.

    """
    code = [file for file in files if file.suffix in CODE and not is_left_out(file.name)]
    named = [same[0] for suffix in CODE if len(same := _named(code, exercise, suffix)) == 1]
    if len(named) == 2 and _is_stub(named[0]):
        return replace(named[1], note=f"{exercise.file} {UNTOUCHED}")
    if named:
        return named[0]
    if len(code) == 1:
        return code[0]
    if code:
        names = ", ".join(short("/".join(file.path[-2:]) if nested else file.name) for file in code[:4])
        names += ", …" if len(code) > 4 else ""
        raise SubmissionError(
            f"There are {len(code)} files, and which one counts cannot be told: {names}.",
            hint=f"Leave one of them, or call it {exercise.file}.",
        )
    archives = [file for file in files if file.suffix == ".zip" and not is_left_out(file.name)]
    if nested and archives:
        raise SubmissionError("There is an archive in the archive.", hint="Ask for the file itself, unpacked.")
    if len(archives) == 1:
        found = _in_archive(archives[0], exercise)
        # What was unpacked is not kept in memory.
        return replace(found, load=lambda: _in_archive(archives[0], exercise).load())
    raise SubmissionError("There is no .py or .ipynb file.", hint=f"Ask for {exercise.file}.")


def _named(files: Sequence[File], exercise: Exercise, suffix: str) -> list[File]:
    wanted = Path(exercise.file).with_suffix(suffix).name
    return [file for file in files if file.name.casefold() == wanted]


def _is_stub(file: File) -> bool:
    """Say whether nothing has been written into the file."""
    try:
        data = file.load()
    except SubmissionError:
        return False
    return len(data) <= LONGEST_STUB and is_untouched(data)


def _in_archive(archive: File, exercise: Exercise) -> File:
    return choose(open_nested(archive.load(), archive.name).everything(), exercise, nested=True)
