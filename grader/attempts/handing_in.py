"""Takes a submission to where the instructor gets it: a file to upload, the course's inbox, nbgrader's exchange.

What is handed in is written under another name first and then renamed, so that nobody finds half of it, and nothing
that was handed in before is overwritten. The student's own copy of it is the attempt, which stays whatever happens
here.
"""

from __future__ import annotations

import base64
import contextlib
import errno
import getpass
import itertools
import os
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from grader.attempts.folder import sync_folder, write_synced
from grader.course import Course, Exercise
from grader.course.handing_in import refusal_of_student
from grader.errors import UserError

FOLDER = "submissions"  # in a student's copy: the files to upload
_UNFINISHED = ".new-"
_TIME = "%Y-%m-%d %H:%M:%S.%f UTC"  # as nbgrader writes it into timestamp.txt and into names
_TRIES = 100


@dataclass(frozen=True)
class Student:
    """Who hands in."""

    name: str
    source: str  # where the name is from, in words


@dataclass(frozen=True)
class HandedIn:
    """Where a submission lies now."""

    path: Path
    kind: str  # as in ``HandIn``
    earlier: Path | None = None  # where the hand-in before this one is kept, if it had the same place
    open_to_all: bool = False  # whether everybody who can enter the inbox can read it


def student_of(course: Course, named: str | None) -> Student:
    """Return who hands in: the name that was typed, else that of the course's settings, else that of the login.

    Raises:
        UserError: nothing can be handed in under this name.

    """
    candidates = ((named or "", "as you said with --as"), (course.hand_in.student, "as course.toml says"))
    for name, source in candidates:
        if name:
            return _checked(Student(name, source))
    try:
        name = getpass.getuser()
    except (OSError, KeyError) as error:
        if course.hand_in.kind == "file":  # a name on a file that is uploaded by hand, no more
            return Student("student", "your login has no name; --as NAME says yours")
        raise UserError("Nobody is logged in under a name.", hint=_NAME_HINT) from error
    return _checked(Student(name, "your login name; --as NAME names another"))


_NAME_HINT = 'Say who you are with --as NAME, or once and for all with student = "NAME" in course.toml.'


def _checked(student: Student) -> Student:
    reason = refusal_of_student(student.name)
    if reason is None:
        return student
    shown = ascii(student.name[:60])
    raise UserError(f"Nothing can be handed in under the name {shown}: {reason}.", hint=_NAME_HINT)


def hand_in(course: Course, exercise: Exercise, student: Student, data: bytes, filename: str) -> HandedIn:
    """Take a submission to where the course's settings say.

    Args:
        course: its ``hand_in`` says where to.
        exercise: what it is handed in for.
        student: under whose name.
        data: the bytes of the file.
        filename: its name, of which the suffix is kept.

    Raises:
        UserError: it cannot be taken there.

    """
    suffix = ".ipynb" if filename.lower().endswith(".ipynb") else ".py"
    now = datetime.now(UTC)
    if course.hand_in.kind == "file":
        return _to_file(course, exercise, student, data, suffix, now)
    place = course.hand_in.folder(course.root)
    files = {
        Path(exercise.file).with_suffix(suffix).name: data,
        "timestamp.txt": now.strftime(_TIME).encode(),
    }
    if course.hand_in.kind == "exchange":
        return _to_exchange(place, exercise, student, files, now)
    return _to_inbox(place, exercise, student, files)


# ---- a file


def _to_file(course: Course, exercise: Exercise, student: Student, data: bytes, suffix: str, now: datetime) -> HandedIn:
    folder = course.root / FOLDER
    stem = f"{exercise.short}-{student.name}-{now:%Y%m%dT%H%M%SZ}"
    with _taking_to(folder, FOLDER):
        folder.mkdir(exist_ok=True)
        for number in itertools.count(1):
            path = folder / f"{stem}{'' if number == 1 else f'-{number}'}{suffix}"
            try:
                write_synced(path, data)
            except FileExistsError:
                continue
            sync_folder(folder)
            return HandedIn(path, "file")
    raise AssertionError  # the count has no end


# ---- the course's inbox


def _to_inbox(inbox: Path, exercise: Exercise, student: Student, files: Mapping[str, bytes]) -> HandedIn:
    """Write STUDENT/EXERCISE/ with the file and timestamp.txt, as ``grade batch`` and nbgrader look for them.

    What was handed in before becomes EXERCISE.1, EXERCISE.2 and so on: both look for the exercise's own name only.
    """
    status = _status_of_folder(inbox, "inbox")
    open_to_all = _only_readable_if_open(status)
    modes = (0o644, 0o755) if open_to_all else (0o640, 0o750)
    folder = inbox / student.name
    with _taking_to(folder, "inbox"):
        with contextlib.suppress(FileExistsError):
            folder.mkdir()
            folder.chmod(modes[1])
        if not stat.S_ISDIR(folder.lstat().st_mode):
            raise _refusal(f"{folder} is no folder, and nothing is written where it leads to.")
        # In the inbox itself, which may hand its group on to what is made there: chmod would take that bit away.
        temporary = _written(inbox, files, *modes)
        target = folder / exercise.name
        try:
            earlier = _put_in_place(temporary, target)
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            raise
        sync_folder(folder)
    return HandedIn(target, "inbox", earlier, open_to_all)


def _only_readable_if_open(inbox: os.stat_result) -> bool:
    """Say whether whoever owns the inbox could read what lies in it only if everybody could.

    In a folder with the setgid bit everything belongs to the folder's group, which is the instructors'.
    """
    return inbox.st_uid not in (0, os.geteuid()) and not inbox.st_mode & stat.S_ISGID


def _put_in_place(temporary: Path, target: Path) -> Path | None:
    """Give a finished folder its name; return the name under which the folder that had it is kept."""
    kept = None
    for _ in range(_TRIES):
        try:
            kept = _renamed_aside(target) or kept
            temporary.rename(target)
            return kept
        except OSError as error:
            if error.errno not in (errno.EEXIST, errno.ENOTEMPTY):  # these: another hand-in was quicker
                if kept is not None and not target.exists():
                    kept.rename(target)
                raise
    raise _refusal(f"{target} is being written to by something else all the time.")


def _renamed_aside(target: Path) -> Path | None:
    for number in itertools.count(1):
        aside = target.with_name(f"{target.name}.{number}")
        if aside.exists():
            continue
        try:
            target.rename(aside)
        except FileNotFoundError:
            return None
        except OSError as error:
            if error.errno in (errno.EEXIST, errno.ENOTEMPTY):
                continue
            raise
        return aside
    return None


# ---- nbgrader's exchange


def _to_exchange(place: Path, exercise: Exercise, student: Student, files: dict[str, bytes], now: datetime) -> HandedIn:
    """Write into inbound/ what ``nbgrader collect`` looks for, with the modes that ``nbgrader submit`` gives.

    The name ends in a random part that nobody can guess, and inbound/ does not list its names: that, not the mode of
    the files, keeps other students out. The instructor, who is another user, reads and removes them.
    """
    inbound = place / "inbound"
    for name, what in ((student.name, "name"), (exercise.name, "exercise's name")):
        if "+" in name or "*" in name:
            raise _refusal(f'nbgrader\'s exchange takes no "+" in your {what}: {name}.')
    _status_of_folder(inbound, "nbgrader exchange")
    random = base64.urlsafe_b64encode(os.urandom(9)).decode("ascii")
    target = inbound / f"{student.name}+{exercise.name}+{now.strftime(_TIME)}+{random}"
    with _taking_to(inbound, "nbgrader exchange"):
        secret = {"submission_secret.txt": secrets.token_hex(64).encode()}
        temporary = _written(inbound, files | secret, 0o644, 0o777)
        try:
            temporary.rename(target)
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            raise
        sync_folder(inbound)
    return HandedIn(target, "exchange")


# ---- writing


def _written(parent: Path, files: Mapping[str, bytes], file_mode: int, folder_mode: int) -> Path:
    """Write files into a new folder that has no name yet under which anybody looks for it."""
    temporary = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=parent))
    try:
        for name, data in files.items():
            write_synced(temporary / name, data)
            (temporary / name).chmod(file_mode)
        temporary.chmod(folder_mode)
        sync_folder(temporary)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    return temporary


def _status_of_folder(folder: Path, what: str) -> os.stat_result:
    with _taking_to(folder, what):
        status = folder.stat()
        if not stat.S_ISDIR(status.st_mode):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
    return status


@contextlib.contextmanager
def _taking_to(folder: Path, what: str) -> Iterator[None]:
    """Say in one sentence why something cannot be handed in."""
    try:
        yield
    except OSError as error:
        if error.errno is None:  # not the system's, only a relative by class
            raise
        sentences = {
            errno.ENOENT: f"The {what} {folder} is not there.",
            errno.EACCES: f"You may not write to the {what} {folder}.",
        }
        other = f"The {what} {folder} cannot be written to: {error.strerror}."
        raise _refusal(sentences.get(error.errno, other)) from error


def _refusal(sentence: str) -> UserError:
    return UserError(f"This was not handed in. {sentence}", hint="Run the same command again when that is mended.")
