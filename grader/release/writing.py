"""Writes a students' copy as a folder, a zip archive or a git repository: whole or not at all, beside nothing old."""

from __future__ import annotations

import contextlib
import io
import itertools
import os
import re
import shutil
import subprocess
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from grader.attempts.folder import sync_folder, write_synced
from grader.course import Course
from grader.errors import UserError

FORMS = ("folder", "zip", "git")
_UNFINISHED = ".new-"
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # that a zip archive can say; the same bytes whenever it is made
_GIT_SECONDS = 60.0
_ANONYMOUS = {"GIT_AUTHOR_NAME": "torch-grader", "GIT_AUTHOR_EMAIL": "torch-grader@localhost"}


def form_of(form: str | None, target: Path | None) -> str:
    """Return the form: as asked, or by the name of the target."""
    return form or ("zip" if target is not None and target.suffix.lower() == ".zip" else "folder")


def default_target(form: str) -> Path:
    """Return where a copy goes if nobody says so."""
    return Path("students.zip" if form == "zip" else "students")


def refuse_target(course: Course, target: Path, files: Mapping[str, bytes], form: str, *, force: bool) -> bool:
    """Refuse a target that cannot be taken; return whether exactly this copy is there already.

    Raises:
        UserError: it is taken, or stands where no copy may stand.

    """
    place, root = target.resolve(), course.root.resolve()
    if root.is_relative_to(place) or any(
        place.is_relative_to(root / each) for each in ("exercises", "solutions", ".grade")
    ):
        raise UserError(f"{target} is a part of the course itself.", hint="Name another place with -o.")
    if not place.parent.is_dir():
        raise UserError(f"There is no folder {place.parent}.", hint="Make it, or name another place with -o.")
    if not os.path.lexists(target):
        return False
    if _is_this(target, course, files, form):
        return True
    if not force:
        raise UserError(
            f"{target} is there already, and it is not this copy.",
            hint="Name another place with -o, or use --force: what is there is kept under another name.",
        )
    return False


def _is_this(target: Path, course: Course, files: Mapping[str, bytes], form: str) -> bool:
    try:
        if form == "zip":
            return target.is_file() and target.read_bytes() == zipped(course, files)
        if target.is_symlink() or not target.is_dir() or (form == "git") != (target / ".git").exists():
            return False
        there = {
            path.relative_to(target).as_posix(): path
            for path in target.rglob("*")
            if not path.is_dir() and path.relative_to(target).parts[0] != ".git"
        }
        return there.keys() == files.keys() and all(path.read_bytes() == files[name] for name, path in there.items())
    except OSError:
        return False


def write(course: Course, target: Path, files: Mapping[str, bytes], form: str) -> Path | None:
    """Write the copy; return the name under which what stood there is kept, None if nothing did.

    Raises:
        UserError: it cannot be written, or git is missing.

    """
    with writing_to(target):
        place = target.parent.resolve() / target.name
        temporary = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=place.parent))
        try:
            new = temporary / place.name
            if form == "zip":
                write_synced(new, zipped(course, files))
            else:
                new.mkdir()
                write_files(new, files)
            if form == "git":
                _commit(new, course.title)
            kept = set_aside(place)
            try:
                new.rename(place)
            except OSError:
                if kept is not None:
                    kept.rename(place)
                raise
            sync_folder(place.parent)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    return kept


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files below a folder that is empty."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_synced(path, data)


def set_aside(place: Path) -> Path | None:
    """Rename what stands in a place; return its new name, None if there was nothing."""
    if not os.path.lexists(place):
        return None
    candidates = (place.with_name(f"{place.name}.{number}.bak") for number in itertools.count(1))
    aside = next(path for path in candidates if not os.path.lexists(path))
    place.rename(aside)
    return aside


@contextlib.contextmanager
def writing_to(target: Path) -> Iterator[None]:
    """Say in one sentence when a target cannot be written, and that there are other places."""
    try:
        yield
    except OSError as error:
        if error.errno is None:  # not the system's, only a relative by class
            raise
        raise UserError(
            f"{target} cannot be written: {error.strerror or error}.", hint="Name another place with -o."
        ) from error


# ---- zip


def zipped(course: Course, files: Mapping[str, bytes]) -> bytes:
    """Return a zip archive of one folder, the same bytes for the same files."""
    folder = folder_name(course.title)
    return archive({f"{folder}/{name}": data for name, data in files.items()})


def archive(files: Mapping[str, bytes], executable: frozenset[str] = frozenset()) -> bytes:
    """Return a zip archive, the same bytes for the same files; how tightly zlib packs differs, so nothing is packed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as made:
        for name, data in sorted(files.items()):
            member = zipfile.ZipInfo(name, _EARLIEST)
            mode = 0o100755 if name in executable else 0o100644
            member.create_system, member.external_attr = 3, mode << 16  # a file of Unix
            made.writestr(member, data)
    return stream.getvalue()


def folder_name(title: str) -> str:
    """Return a course's title as the name of a folder."""
    plain = unicodedata.normalize("NFC", title).casefold()
    return re.sub(r"[^\w]+", "-", plain)[:60].strip("-") or "course"


# ---- git


def _commit(folder: Path, title: str) -> None:
    """Make a repository with one commit, in which nothing of this machine's git has a say but the author's name."""
    _git(folder, "init", "--quiet", "--template=", "--initial-branch=main")
    _git(folder, "add", "--all", "--force")
    identity = {}
    if not _git(folder, "config", "user.email", missing_is_fine=True).strip():
        identity = _ANONYMOUS | {name.replace("AUTHOR", "COMMITTER"): value for name, value in _ANONYMOUS.items()}
    _git(folder, "commit", "--quiet", "--no-verify", "--no-gpg-sign", "-m", " ".join(title.split()), more=identity)


def _git(folder: Path, *arguments: str, more: Mapping[str, str] | None = None, missing_is_fine: bool = False) -> str:
    plain = ["-c", "core.autocrlf=false", "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(
            ["git", *plain, *arguments], cwd=folder, env=environment | dict(more or {}), stdin=subprocess.DEVNULL,
            capture_output=True, text=True, errors="replace", timeout=_GIT_SECONDS, check=False,
        )  # fmt: skip
    except FileNotFoundError as error:
        raise UserError("git is not installed here.", hint="Install it, or use --format folder.") from error
    except subprocess.TimeoutExpired as error:
        raise UserError("git did not answer for a minute.", hint="Try again, or use --format folder.") from error
    if done.returncode and not missing_is_fine:
        last = (done.stderr.strip().splitlines() or ["it does not say why"])[-1]
        raise UserError(f"git {arguments[0]} failed: {last}", hint="Use --format folder, and commit by hand.")
    return done.stdout
