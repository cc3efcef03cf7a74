"""Packs Gradescope's autograder: this program, one exercise with its solution, and the two scripts that are run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader import attempts
from grader.attempts.folder import replace
from grader.course import Course, Exercise
from grader.errors import UserError
from grader.export import gradescope
from grader.release.content import collect
from grader.release.letter import course_settings
from grader.release.lint import refuse_unless_whole
from grader.release.wheel import installation
from grader.release.writing import archive, set_aside, writing_to

SCRIPTS = ("setup.sh", "run_autograder")


@dataclass(frozen=True)
class Packed:
    """What came of it."""

    size: int  # bytes
    files: tuple[str, ...]
    unchanged: bool = False  # the same archive was there already
    kept: Path | None = None  # where what stood in its place is kept


def pack(
    course: Course,
    exercise: Exercise,
    target: Path,
    *,
    torch_index: str | None = None,
    force: bool = False,
    dry_run: bool = False,
) -> Packed:
    """Write the autograder's zip archive. It holds the solution and the hidden checks: it is the instructor's.

    Args:
        course: an instructor's copy.
        exercise: the one that is graded.
        target: the archive.
        torch_index: the URL of PyTorch's CPU builds.
        force: write also where something is there already; that is kept under another name.
        dry_run: write nothing.

    Raises:
        CourseError: a file of the exercise cannot be read.
        UserError: the exercise has no solution here, or the target is taken or cannot be written.
        GraderError: this program is not installed.

    """
    if missing := refuse_unless_whole(course, [exercise]):
        raise UserError(
            f"{missing[0].path}: {missing[0].what}",
            hint="Name the instructor's copy with -C, or write what is missing.",
        )
    files = content(course, exercise, torch_index, create=not dry_run)
    data = archive(files, frozenset(SCRIPTS))
    packed = Packed(len(data), tuple(sorted(files)))
    if target.is_file() and target.read_bytes() == data:
        return Packed(packed.size, packed.files, unchanged=True)
    if target.exists() and not force:
        raise UserError(
            f"{target} is there already, and it is not this autograder.",
            hint="Name another file with -o, or use --force: what is there is kept under another name.",
        )
    return packed if dry_run else Packed(packed.size, packed.files, kept=_write(target, data))


def content(course: Course, exercise: Exercise, torch_index: str | None, *, create: bool) -> dict[str, bytes]:
    """Return the files of the archive by their names.

    Args:
        course: an instructor's copy.
        exercise: the one that is graded.
        torch_index: the URL of PyTorch's CPU builds.
        create: make the course's secret if there is none yet.

    """
    scripts = Path(__file__).parent / "autograder"
    files = {script: (scripts / script).read_bytes() for script in SCRIPTS} | installation(torch_index)
    files["interrupted.json"] = gradescope.written(gradescope.unable())
    files["overtime.json"] = gradescope.written(gradescope.overtime())
    files["course/course.toml"] = course_settings(course, {exercise.name}).encode()
    # The same inputs as here: whoever grades the same file in this course sees the same values.
    files["course/.grade/secret"] = attempts.secret(course, create=create).hex().encode() + b"\n"
    files |= {f"course/{path}": data for path, data in collect(course, [exercise]).of(exercise).items()}
    for path in _files(course.root / "solutions" / exercise.name):
        files[f"course/{path.relative_to(course.root).as_posix()}"] = path.read_bytes()
    return files


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        left_out = any(part == "__pycache__" or part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not left_out and path.suffix not in (".pyc", ".bak"):
            yield path


def _write(target: Path, data: bytes) -> Path | None:
    """Write the archive; return the name under which what stood there is kept."""
    with writing_to(target):
        kept = set_aside(target) if target.exists() else None
        replace(target, data)
    return kept
