"""Runs the attacks: `python -I runner.py confine NAME…` makes namespaces and starts `python -I runner.py inside NAME…` there.

Nothing is attacked where anybody else could be hit: ``inside`` refuses to go on unless it is alone in namespaces of its
own. The results are written to standard output, as JSON. `confine --control NAME…` leaves the sandbox out, to show that
an attack would work without it, in the same namespaces and with all files read-only.
"""

import ctypes
import functools
import json
import os
import re
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
RIGHT = "right"  # the submission that is graded after every attack


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


def _make_read_only():
    """Let nothing be written to any file that was there before (mount_setattr, for all mounts)."""
    read_only = (1).to_bytes(8, "little") + bytes(24)
    _libc("syscall", *map(ctypes.c_long, (442, -100)), b"/", ctypes.c_long(0x8000), read_only, ctypes.c_long(32))


def _cover(place):
    """Put an empty file system over a folder; what we run from stays visible if it lies there (a clone in /tmp, say)."""
    roots = (sys.prefix, sys.base_prefix, str(Path(__file__).resolve().parents[2]))
    needed = {path: os.open(path, os.O_PATH) for path in roots if path.startswith(f"{place}/")}
    _mount("tmpfs", place, "tmpfs", 2 | 4, "mode=1777,size=256m")
    for path, descriptor in sorted(needed.items()):
        if not os.path.exists(path):  # else it lies in one that is back already
            os.makedirs(path)
            _mount(f"/proc/self/fd/{descriptor}", path, None, 1 << 12 | 1 << 14)
        os.close(descriptor)


def confine(program, read_only):
    """Make namespaces, and go on in them as their first process: as a program that has to call ``guard`` first."""
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
        if read_only:
            _make_read_only()
        _mount("proc", "/proc", "proc", 2 | 4 | 8)
        for place in WRITABLE:
            if os.path.isdir(place):
                _cover(place)
    except OSError:
        os._exit(NO_NAMESPACES)
    os.execve(program[0], program, os.environ)


def guard():
    """Refuse to go on unless this process is alone in namespaces of its own, without a network."""
    try:
        outside = json.loads(os.environ.pop(OUTSIDE, ""))
        shared = [name for name, identity in identities().items() if identity == outside[name]]
    except (ValueError, KeyError, TypeError):
        _refuse("it is not said which namespaces are not its own")
    others = [name for name in os.listdir("/proc") if name.isdigit() and int(name) != os.getpid()]
    network = [name for _, name in socket.if_nameindex() if name != "lo"]
    if shared or others or network or os.getpid() != 1:
        _refuse(f"shared namespaces {shared}, {len(others)} other processes, network {network}, pid {os.getpid()}")


def _refuse(reason):
    print(f"not confined, so nothing is attacked: {reason}", file=sys.stderr)
    sys.exit(NOT_CONFINED)


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
            "memory": (self._peak() - self.size) >> 10,  # MiB
        }

    def left(self):
        """Return what there is now that was not there when this was first called, or the other way round."""
        now = {
            "process": [name for name in os.listdir("/proc") if name.isdigit()],
            "descriptor": os.listdir("/proc/self/fd"),
            "file": [f"{path} {path.lstat().st_size}" for place in WRITABLE for path in Path(place).rglob("*")],
            "course file": [f"{path} {path.lstat().st_mtime_ns}" for path in HERE.rglob("*")],
        }
        self.seen = self.seen or now
        return [f"{kind} {thing}" for kind, things in now.items() for thing in set(things) ^ set(self.seen[kind])]

    @staticmethod
    def _peak():
        return int(re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())[1])


def text_of(name, then=""):
    """Return a submission's text; an attack's begins with its accomplice's, which it seems to import, and what is given."""
    if name == RIGHT:
        return (HERE / "right.py").read_text(encoding="utf-8")
    accomplice = (HERE / "accomplice.py").read_text(encoding="utf-8")
    attack = attacks()[name].read_text(encoding="utf-8")
    return accomplice + "\n\n" + then + re.sub(r"^from accomplice import .*$", "", attack, flags=re.M)


def inside():
    """Grade the named attacks in one session, and a right submission before and after each."""
    guard()
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    sys.path.insert(0, str(HERE.parents[1]))
    names = [name for name in sys.argv[2:] if name != "--control"]
    for name in (RIGHT, *names):
        _folder(name).mkdir(parents=True)
    shutil.copytree(HERE / "course", COURSE)
    results, started = [], time.monotonic()
    while names:
        try:
            grade(names, results)
            break
        except Exception:  # an attack has brought the grader down, and the ones after it get another
            down = names[: 1 + sum(1 for result in results if result["name"] in names)]
            results.append({"name": down[-1], "down": traceback.format_exc()})
            names = names[len(down) :]
    json.dump({"results": results, "seconds": round(time.monotonic() - started, 1)}, answer)
    answer.close()


def grade(names, results):
    """Grade the named attacks in one session and append what became of each, and of the right submission after it."""
    from grader.course import find_course
    from grader.runner import grade_each
    from grader.submission import read

    exercise = find_course(COURSE).find("exercise01")
    for name in (RIGHT, *names):
        (_folder(name) / exercise.file).write_text(text_of(name), encoding="utf-8")
    order = [RIGHT, *(name for attack in names for name in (attack, RIGHT))]
    delivered, watch = [], Watch()

    def submissions():
        for name in order:
            submission = read(_folder(name) / exercise.file, exercise)
            watch.mark()
            yield submission

    def deliver(submission, report):
        name, used = order[len(delivered)], watch.used()
        forms = appearances(report, submission) if name != RIGHT else {}
        delivered.append({"name": name, "forms": forms, "used": used, "left": watch.left()})
        if name == RIGHT and len(delivered) > 1:
            results.append(delivered[-2] | {"right": report.to_json()})

    sandbox = "--control" not in sys.argv
    grade_each(exercise, submissions(), deliver, hidden=True, sandbox=sandbox, secret=b"CANARY-course-7b24f9ce1035")


def _folder(name):
    return STUDENTS / name.replace("/", "-")


def appearances(report, submission):
    """Return the report in every form in which somebody may see it."""
    from grader.render import to_html, to_junit, to_terminal

    return {
        "json": report.to_json(),
        "terminal": to_terminal(report, source=submission.source, verbose=True),
        "html": to_html(report, source=submission.source),
        "junit": to_junit(report),
    }


if __name__ == "__main__":
    if sys.argv[1] == "confine":
        confine([sys.executable, "-I", "-B", __file__, "inside", *sys.argv[2:]], read_only="--control" in sys.argv)
    else:
        inside()
