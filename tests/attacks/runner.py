"""Runs the attacks: `python -I runner.py confine` makes namespaces and starts `python -I runner.py inside` in them.

Nothing is attacked where anybody else could be hit: ``inside`` refuses to go on unless it is alone in namespaces of its
own. The results are written to standard output, as JSON.
"""

import ctypes
import functools
import io
import json
import os
import re
import resource
import shutil
import signal
import socket
import sys
import time
import traceback
from pathlib import Path

HERE = Path(__file__).resolve().parent
GROUPS = ("reading", "forging", "exhausting", "escaping", "disturbing", "injecting")
NAMESPACES = {
    "user": 0x10000000,
    "pid": 0x20000000,
    "mnt": 0x20000,
    "net": 0x40000000,
    "ipc": 0x8000000,
    "uts": 0x4000000,
}
OUTSIDE = "ATTACKS_OUTSIDE"  # the variable that tells ``inside`` which namespaces are not its own
NO_NAMESPACES, NOT_CONFINED = 77, 78
COURSE = Path("/tmp/course")
STUDENTS = Path("/tmp/submitted")
WRITABLE = ("/tmp", "/dev/shm", "/var/tmp")


def identities():
    """Return which namespaces this process is in."""
    return {name: os.readlink(f"/proc/self/ns/{name}") for name in NAMESPACES}


def attacks():
    """Return the attacks by name, such as "reading/opens_course_files"; who leaves things comes before who finds them."""
    return {f"{group}/{path.stem}": path for group in GROUPS for path in sorted((HERE / group).glob("*.py"))}


# ---- outside: the namespaces


def _libc(name, *arguments):
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments) == -1:
        raise OSError(ctypes.get_errno(), f"{name}: {os.strerror(ctypes.get_errno())}")


def _mount(source, place, kind, flags, options=None):
    texts = [None if text is None else os.fsencode(text) for text in (source, place, kind, options)]
    _libc("mount", *texts[:3], ctypes.c_ulong(flags), texts[3])


def confine():
    """Make namespaces, and go on in them as their first process."""
    os.environ[OUTSIDE] = json.dumps(identities())
    user, group = os.geteuid(), os.getegid()
    try:
        _libc("unshare", functools.reduce(int.__or__, NAMESPACES.values()))
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1")
    except OSError:
        sys.exit(NO_NAMESPACES)
    pid = os.fork()
    if pid:
        os.close(1)
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    try:
        _libc("prctl", 1, signal.SIGKILL, 0, 0, 0)  # the end of the runner is the end of all that it started
        _mount(None, "/", None, 1 << 14 | 1 << 18)
        _mount("proc", "/proc", "proc", 2 | 4 | 8)
        for place in WRITABLE:
            if os.path.isdir(place):
                _mount("tmpfs", place, "tmpfs", 2 | 4, "mode=1777,size=256m")
    except OSError:
        sys.exit(NO_NAMESPACES)
    os.execve(sys.executable, [sys.executable, "-I", __file__, "inside", *sys.argv[2:]], os.environ)


def guard():
    """Refuse to go on unless this process is alone in namespaces of its own, without a network."""
    try:
        outside = json.loads(os.environ.pop(OUTSIDE, ""))
        shared = [name for name, identity in identities().items() if identity == outside[name]]
    except (ValueError, KeyError, TypeError):
        sys.exit(_refuse("it is not said which namespaces are not its own"))
    others = [name for name in os.listdir("/proc") if name.isdigit() and int(name) != os.getpid()]
    network = [name for _, name in socket.if_nameindex() if name != "lo"]
    if shared or others or network or os.getpid() != 1:
        sys.exit(_refuse(f"shared namespaces {shared}, other processes {others}, network {network}, pid {os.getpid()}"))


def _refuse(reason):
    print(f"not confined, so nothing is attacked: {reason}", file=sys.stderr)
    return NOT_CONFINED


# ---- inside: one grading session


class Watch:
    """What the process that grades has and uses, and which files and processes there are beside it."""

    def __init__(self):
        self.seen = None
        self.mark()

    def mark(self):
        """Begin to measure."""
        self.cpu, self.wall = time.process_time(), time.monotonic()
        Path("/proc/self/clear_refs").write_text("5")  # forget how large this process was at most
        self.size = self._peak()

    def used(self):
        """Return what was used since the mark."""
        return {
            "cpu": round(time.process_time() - self.cpu, 3),
            "wall": round(time.monotonic() - self.wall, 3),
            "memory_mb": (self._peak() - self.size) >> 10,
        }

    def left(self):
        """Return what there is now that was not there when this was first called."""
        now = {
            "processes": sorted(name for name in os.listdir("/proc") if name.isdigit()),
            "descriptors": sorted(os.listdir("/proc/self/fd")),
            "files": sorted(f"{path} {path.lstat().st_size}" for place in WRITABLE for path in Path(place).rglob("*")),
            "tree": sorted(f"{path} {path.lstat().st_mtime_ns}" for path in HERE.rglob("*")),
        }
        self.seen = self.seen or now
        return [f"{kind}: {thing}" for kind, things in now.items() for thing in set(things) ^ set(self.seen[kind])]

    @staticmethod
    def _peak():
        return int(re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())[1])


def submission_text(path):
    """Return an attack's text, with its accomplice's in the place where that seems to be imported."""
    text = path.read_text(encoding="utf-8")
    accomplice = (HERE / "accomplice.py").read_text(encoding="utf-8")
    return accomplice + "\n\n" + re.sub(r"^from accomplice import .*$", "", text, flags=re.M)


def inside():
    """Grade all attacks in one session, and a right submission after each."""
    guard()
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    sys.path.insert(0, str(HERE.parents[1]))
    names = sys.argv[2:] or list(attacks())
    results = []
    started = time.monotonic()
    try:
        grade(names, results)
        ended = ""
    except BaseException:
        ended = traceback.format_exc()
    json.dump({"results": results, "ended": ended, "seconds": time.monotonic() - started}, answer)
    answer.close()


def grade(names, results):
    """Grade the named attacks, and the right submission before and after each; append what became of each."""
    from grader.course import find_course
    from grader.runner import grade_each
    from grader.submission import read

    shutil.copytree(HERE / "course", COURSE)
    exercise = find_course(COURSE).find("exercise01")
    texts = {name: submission_text(attacks()[name]) for name in names}
    texts["right"] = (HERE / "right.py").read_text(encoding="utf-8")
    for student, text in texts.items():
        folder_of(student).mkdir(parents=True)
        (folder_of(student) / exercise.file).write_text(text, encoding="utf-8")
    watch = Watch()

    def submissions():
        for student in ["right", *(name for attack in names for name in (attack, "right"))]:
            submission = read(folder_of(student) / exercise.file, exercise)
            watch.mark()
            yield submission
            results[-1]["student"] = student

    def deliver(submission, report):
        used, shown = watch.used(), appearances(report, submission)
        results.append({"report": json.loads(shown["json"]), "shown": shown, "used": used, "left": watch.left()})

    grade_each(exercise, submissions(), deliver, hidden=True, secret=b"CANARY-secret-7b24f9ce1035")


def folder_of(student):
    """Return where a student's file is kept."""
    return STUDENTS / student.replace("/", "-")


def appearances(report, submission):
    """Return the report in every form in which somebody may see it."""
    from grader.render import to_html, to_junit, to_terminal

    return {
        "json": report.to_json(),
        "terminal": to_terminal(report, source=submission.source, verbose=True),
        "html": to_html(report, source=submission.source),
        "page": to_html(report),
        "junit": to_junit(report),
    }


if __name__ == "__main__":
    {"confine": confine, "inside": inside}[sys.argv[1]]()
