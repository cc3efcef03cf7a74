"""The course, and the programs that grading a class, exporting and giving it out need."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

from grader.attempts.folder import NAME
from grader.course import Course, find_course
from grader.doctor.findings import Finding
from grader.doctor.machine import LITTLE_DISK, version_of
from grader.errors import CourseError
from grader.journal import FILE, Journal

REMOTE_KINDS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "fuse.sshfs", "ceph", "glusterfs", "lustre"}
_DO_WITHOUT = {
    "nbgrader": ("the gradebook", 'pip install "torch-grader[course]"'),
    "distributed": ("grading on a cluster (--cluster)", 'pip install "torch-grader[cluster]"'),
}


def look(start: Path) -> list[Finding]:
    """Return what there is of a course and of the programs it needs."""
    try:
        course = find_course(start)
    except CourseError as error:
        return [Finding("course", "course", "lacking", error.message, error.hint or "")]
    findings = [_course(course), *_broken(course), _disk(course)]
    if hidden(course):
        findings += [_journal(course), *map(_library, _DO_WITHOUT)]
    return [*findings, _git()]


def hidden(course: Course) -> int:
    """Return how many exercises have hidden checks here."""
    return sum(each.hidden_checks is not None for each in course.exercises)


def _course(course: Course) -> Finding:
    count, checked = len(course.exercises), hidden(course)
    text = f"{course.title}: {count} exercise{'' if count == 1 else 's'}, "
    if not checked:
        text += "no hidden checks: a student's copy"
        return Finding("course", "course", "good", text)
    text += "all with hidden checks" if checked == count else f"{checked} of them with hidden checks"
    return Finding("course", "course", "good" if checked == count else "lacking", text)


def _broken(course: Course) -> list[Finding]:
    return [
        Finding("course", item.name, "lacking", item.error.message, item.error.hint or "") for item in course.broken
    ]


def _disk(course: Course) -> Finding:
    free, kind = shutil.disk_usage(course.root).free, file_system(course.root)
    text = f"{free / (1 << 30):.1f} GiB free{f', {kind}' if kind else ''}"
    if not os.access(course.root, os.W_OK):
        return Finding("course", "folder", "lacking", f"{course.root} cannot be written", "chmod u+w, or copy it.")
    if kind in REMOTE_KINDS:
        hint = "SQLite needs a disk of this machine: two machines that write at once would damage the journal."
        return Finding("course", "folder", "lacking", text, hint)
    if free < LITTLE_DISK:
        return Finding("course", "folder", "lacking", text, "Make room: reports and the journal are kept there.")
    return Finding("course", "folder", "good", text)


def file_system(folder: Path, mounts: Path = Path("/proc/self/mounts")) -> str:
    """Return the kind of file system that a folder is on, "" if that cannot be known."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    found, longest = "", -1
    for line in lines:
        words = line.split(" ")
        if len(words) < 3:
            continue
        point = words[1].replace("\\040", " ")
        inside = str(folder) == point or str(folder).startswith(point.rstrip("/") + "/")
        if inside and len(point) >= longest:  # what is mounted later lies above what was there before
            found, longest = words[2], len(point)
    return found


def _journal(course: Course) -> Finding:
    if not (course.root / NAME / FILE).is_file():
        return Finding("course", "journal", "good", "nothing has been graded yet")
    with Journal.of(course, create=False) as journal:
        count = journal.last_number()
    return Finding("course", "journal", "good", f"{count} graded submission{'' if count == 1 else 's'}")


def _library(name: str) -> Finding:
    purpose, hint = _DO_WITHOUT[name]
    if importlib.util.find_spec(name) is None:
        return Finding("course", name, "lacking", f"not installed, so there is no use of {purpose}", hint)
    return Finding("course", name, "good", f"{version_of(name)}, for {purpose}")


def _git() -> Finding:
    path = shutil.which("git")
    if path is None:
        text = "not found: `grade release --format git` needs it"
        return Finding("course", "git", "lacking", text, "Install git.")
    try:
        done = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return Finding("course", "git", "lacking", f"{path} cannot be run", "Install git again.")
    return Finding("course", "git", "good", done.stdout.removeprefix("git version").strip()[:40])
