"""A course for nbgrader: source/ and release/ with notebooks, and the settings with which `grade batch` grades it.

Everything else there (what was handed in, marks, feedback) is left alone, so it can be written again when the course
has changed. nbgrader reads the gradebook, what was handed in and what was graded in our course's own folder.
"""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from grader.attempts.folder import replace, writing
from grader.course import Course, Exercise
from grader.errors import UserError
from grader.gradebook.notebooks import is_ours, is_released
from grader.gradebook.projection import path_of
from grader.jupyter import FOLDER
from grader.release.content import Content
from grader.release.letter import course_settings
from grader.release.writing import folder_name

CONFIG = "nbgrader_config.py"
STEPS = "NBGRADER.md"
_KEPT = "replaced"  # beside source/: what stood where something was written by force


def files_of(course: Course, exercises: Sequence[Exercise], content: Content, folder: Path) -> dict[str, bytes]:
    """Return what is written, by its path in the folder.

    Args:
        course: an instructor's copy.
        exercises: those that are given out.
        content: with notebooks.
        folder: where nbgrader's course is to be.

    """
    files: dict[str, bytes] = {}
    for exercise in exercises:
        for path, data in _beside(course, exercise, content).items():
            files[f"source/{exercise.name}/{path}"] = files[f"release/{exercise.name}/{path}"] = data
        notebook = PurePosixPath(exercise.file).with_suffix(".ipynb").name
        files[f"source/{exercise.name}/{notebook}"] = content.sources[exercise.name]
        files[f"release/{exercise.name}/{notebook}"] = content.files[f"exercises/{exercise.name}/{notebook}"]
    files[CONFIG] = _config(course, folder).encode()
    files[STEPS] = _steps(course, folder).encode()
    return files


def _beside(course: Course, exercise: Exercise, content: Content) -> dict[str, bytes]:
    """Return what stands beside the notebook: pictures and data, and a course with this exercise for its %check.

    The stub is in there, not beside the notebook: nbgrader hands in the whole folder, and a Python file of the
    exercise's name would be graded before the notebook.
    """
    start = f"exercises/{exercise.name}/"
    files = {path.removeprefix(start): data for path, data in content.of(exercise).items() if path[-6:] != ".ipynb"}
    theirs = {f"{FOLDER}/{start}{path}": data for path, data in files.items()}
    theirs[f"{FOLDER}/course.toml"] = course_settings(course, {exercise.name}).encode()
    own = ("README.md", "checks.py", "exercise.toml", exercise.file)
    return theirs | {path: data for path, data in files.items() if path not in own}


# ---- writing


def refuse_folder(course: Course, folder: Path, files: Mapping[str, bytes], *, force: bool) -> list[str]:
    """Return the paths of what is to be written, and refuse to if something else stands there.

    Raises:
        UserError: it does, or no course may stand in this folder.

    """
    place, root = folder.resolve(), course.root.resolve()
    if any(place.is_relative_to(root / each) for each in ("exercises", "solutions", ".grade")):
        raise UserError(f"{folder} is a part of the course itself.", hint="Name another folder, or the course's own.")
    if not place.parent.is_dir():
        raise UserError(f"There is no folder {place.parent}.", hint="Make it, or name another place.")
    with writing(folder):
        new = [name for name, data in files.items() if not _is_there(folder / name, data)]
        taken = [name for name in new if _is_others(folder / name)]
    if taken and not force:
        more = f" (and {len(taken) - 1} more)" if len(taken) > 1 else ""
        raise UserError(
            f"{folder / taken[0]} is there already, and it is not what would be written{more}.",
            hint=f"With --force it is written; what is there is kept in {folder / _KEPT}.1 or the next number.",
        )
    return new


def _is_there(path: Path, data: bytes) -> bool:
    """Say whether nothing has to be written: the same is there, or settings that are the instructor's by now."""
    return path.is_file() and (path.name == CONFIG or path.read_bytes() == data)


def _is_others(path: Path) -> bool:
    """Say whether something is there that neither `grade batch` has made nor we make anew each time."""
    made = path.name == STEPS or (
        path.suffix == ".ipynb" and path.is_file() and is_ours(path) and not is_released(path)
    )
    return os.path.lexists(path) and not made


def write(folder: Path, files: Mapping[str, bytes], names: Sequence[str]) -> Path | None:
    """Write some of the files; return the folder in which those are kept that stood there, None if none did.

    Raises:
        UserError: one of them cannot be written.

    """
    kept = None
    with writing(folder):
        folder.mkdir(exist_ok=True)
        for name in names:
            path = folder / name
            if _is_others(path):
                kept = kept or _free(folder)
                (kept / name).parent.mkdir(parents=True, exist_ok=True)
                path.rename(kept / name)
            path.parent.mkdir(parents=True, exist_ok=True)
            replace(path, files[name])
    return kept


def _free(folder: Path) -> Path:
    candidates = (folder / f"{_KEPT}.{number}" for number in itertools.count(1))
    return next(path for path in candidates if not os.path.lexists(path))


def notes_on(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """Return what whoever releases should know of what is there, a sentence each."""
    config = folder / CONFIG
    if config.is_file() and config.read_bytes() != files[CONFIG]:
        return [f"{config} is yours and stays as it is; {STEPS} shows the settings that are needed."]
    return []


# ---- nbgrader_config.py and NBGRADER.md


def course_id(course: Course) -> str:
    """Return what nbgrader calls the course: the last part of its place in the exchange, else made from its title."""
    if course.hand_in.kind == "exchange":
        return course.hand_in.folder(course.root).name
    return folder_name(course.title)


def _exchange(course: Course) -> str:
    """Return the line with the exchange's folder; a comment where the course's settings do not name it."""
    if course.hand_in.kind == "exchange":
        return f"c.Exchange.root = {_text(str(course.hand_in.folder(course.root).parent))}"
    return '# c.Exchange.root = "/srv/nbgrader/exchange"  # students need the same line in their nbgrader_config.py'


def _text(text: str) -> str:
    """Return text as Python writes it; what JSON escapes, Python escapes the same way."""
    return json.dumps(text)


def _from(folder: Path, path: Path) -> str:
    """Return a path as seen from nbgrader's folder."""
    return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()


def _config(course: Course, folder: Path) -> str:
    root, book = _from(folder, course.root), _from(folder, path_of(course))
    places = {name: _text(f"{root}/{name}") for name in ("submitted", "autograded")}
    elsewhere = "" if root == "." else _ELSEWHERE.format(**places)
    return f"""\
# Settings of nbgrader for this course, made by `grade release --nbgrader`. They are yours to change.

import os

c = get_config()  # noqa: F821 (nbgrader gives it)
here = os.path.dirname(os.path.abspath(__file__))


def path(relative):
    return os.path.normpath(os.path.join(here, relative))


c.CourseDirectory.root = here
c.CourseDirectory.course_id = {_text(course_id(course))}
c.CourseDirectory.db_url = "sqlite:///" + path({_text(book)})
{elsewhere}{_exchange(course)}

# `grade batch` keeps the gradebook: nbgrader puts no cells of its own into it.
c.GenerateAssignment.no_database = True
c.SaveCells.enabled = False
c.ClearSolutions.code_stub = {{"python": "raise NotImplementedError"}}


def refuse(**_):
    raise SystemExit(
        "`grade batch` grades this course, in a sandbox: nbgrader runs nobody's code here. "
        "`grade gradebook` brings back what nbgrader has just taken out of autograded/."
    )


c.Autograde.pre_convert_hook = refuse
"""


_ELSEWHERE = """\
# The course with its solutions, where `grade batch` looks for what was handed in and puts what was graded.
c.CourseDirectory.submitted_directory = path({submitted})
c.CourseDirectory.autograded_directory = path({autograded})
"""


def _steps(course: Course, folder: Path) -> str:
    root = _from(folder, course.root)
    where = "" if root == "." else f" -C {root}"
    first = course.exercises[0].name
    indented = "".join(f"    {line}".rstrip() + "\n" for line in _config(course, folder).splitlines())
    return f"""# {" ".join(course.title.split())}, with nbgrader

Run everything here in this folder. `source/` and `release/` hold the notebooks. `release/` is ready to be given out;
`nbgrader generate_assignment` would make the same from `source/`. No solution is in either. When the course has
changed, `grade release --nbgrader` writes them again.

## Once

Students and you need the same exchange, a folder that everybody can write to (`c.Exchange.root` in `{CONFIG}`),
and the same name of the course, `{course_id(course)}`. A student's `nbgrader_config.py` has these two lines:

    c.Exchange.root = ...
    c.CourseDirectory.course_id = {_text(course_id(course))}

For the cells with `%check` they need torch-grader where their notebooks run: `pip install torch-grader`.

## For every exercise

    nbgrader release_assignment {first}    # students fetch, work and submit with nbgrader
    nbgrader collect {first}               # again with --update, when more comes
    grade batch {first}{where}                    # instead of `nbgrader autograde`, which refuses here
    nbgrader generate_feedback {first}     # with --force for what was graded again
    nbgrader release_feedback {first}      # students get it with `nbgrader fetch_feedback`
    nbgrader export --to grades.csv

`grade batch` runs what was handed in in a sandbox and writes the gradebook. nbgrader runs no student's code. The form
grader shows each student's code with what every check found; points and comments that you give there stay.

## The settings

`{CONFIG}` is written once and then yours. It needs this:

{indented}"""
