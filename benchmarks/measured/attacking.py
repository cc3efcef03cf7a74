"""Lets another grader grade one attack in namespaces of its own: `python -I attacking.py confine GRADER ATTACK PYTHON`.

`confine` makes the namespaces as the runner of our own attacks does; `inside` goes on only if its guard finds nobody
else in them, and if every file that was there before is read-only, no device is left that does anything, no capability
is held and none can come back. What it found is written to standard output, as JSON.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import re
import resource
import socket
import struct
import sys
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "tests")]

from attacks import runner  # noqa: E402 - isolated Python has no path to it

from benchmarks.measured.rivals import ATTACKER, MOST, NAME, RIVALS, Rival, environment  # noqa: E402
from grader.sandbox import kernel  # noqa: E402

WORK = Path("/tmp/work")
TOLD = Path("/tmp/told")  # where an attack notes what it has learnt
HARMLESS = ("null", "zero", "full", "random", "urandom")
SECRET = re.compile("CANARY-([a-z]+)-[0-9a-f]{12}")
ENVIRONMENT = {"SECRET_TOKEN": "CANARY-environment-2a9c61fd7e40"}
GRACE = 5.0  # seconds in which what belongs to a grader ends after its command
LIMITS = {"AS": 12 << 30, "FSIZE": 128 << 20, "CORE": 0, "CPU": 600, "NOFILE": 2048}
WRONG = "wrong"  # an honest wrong answer, for comparison
NOTES = f"""
def tell(what, found="", tell=tell):
    with open({str(TOLD)!r}, "a") as file:
        file.write(what + ": " + " ".join(SECRET.findall(str(found))) + "\\n")
    tell(what, found)


"""
_PR_CAPBSET_DROP, _PR_SET_SECUREBITS, _NO_ROOT_LOCKED = 24, 28, 3
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _UP = 0x8913, 0x8914, 1


def confine() -> None:
    """Make the namespaces, with all files read-only, and go on in them."""
    program = [sys.executable, "-I", "-B", str(Path(__file__).resolve()), "inside", *sys.argv[2:]]
    os.environ.update(ENVIRONMENT)
    runner.confine(program, read_only=True)


# ---- inside: what the namespaces of our own attacks do not need, since there the sandbox comes on top


def shut() -> None:
    """Give this process and all that it starts a network of its own and nothing else that could be harmed."""
    os.setsid()
    _raise_loopback()
    _cover_devices()
    for place in ("/run", "/sys"):
        if os.path.isdir(place):
            kernel.mount("tmpfs", place, "tmpfs", kernel.MS_RDONLY | kernel.MS_NODEV | kernel.MS_NOSUID, "size=4k")
    flags = kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_RDONLY | kernel.MS_NOSUID | kernel.MS_NODEV
    kernel.mount(None, "/proc", None, flags | kernel.MS_NOEXEC)
    for name, most in LIMITS.items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))
    kernel.raw("prctl", _PR_SET_SECUREBITS, _NO_ROOT_LOCKED, 0, 0, 0)
    with contextlib.suppress(OSError):  # it ends where the kernel knows no more
        for capability in range(64):
            kernel.raw("prctl", _PR_CAPBSET_DROP, capability, 0, 0, 0)
    kernel.forbid_new_privileges()
    kernel.drop_capabilities()
    kernel.die_with_parent()


def _raise_loopback() -> None:
    """Switch the loopback device on: a notebook's kernel is spoken to by way of it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        request = struct.pack("16sH14s", b"lo", 0, b"")
        flags = struct.unpack("16sH14s", fcntl.ioctl(handle, _SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(handle, _SIOCSIFFLAGS, struct.pack("16sH14s", b"lo", flags | _UP, b""))


def _cover_devices() -> None:
    """Leave nothing in /dev but what reads and writes nothing."""
    kept = {name: os.open(f"/dev/{name}", os.O_PATH) for name in HARMLESS}
    kernel.mount("tmpfs", "/dev", "tmpfs", kernel.MS_NOSUID, "mode=755,size=64m")
    for name, descriptor in kept.items():
        Path("/dev", name).touch()
        kernel.mount(f"/proc/self/fd/{descriptor}", f"/dev/{name}", None, kernel.MS_BIND)
        os.close(descriptor)
    Path("/dev/shm").mkdir(mode=0o777)
    Path("/dev/fd").symlink_to("/proc/self/fd")


def verify() -> None:
    """Refuse to go on if anything outside could be written, or a capability is held or could come back."""
    own = {*runner.WRITABLE, "/dev", *(f"/dev/{name}" for name in HARMLESS)}
    mounts = [line.split() for line in Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines()]
    writable = {fields[4] for fields in mounts if "ro" not in fields[5].split(",")} - own
    status = dict(re.findall(r"^(Cap\w+|NoNewPrivs):\s*(\w+)$", Path("/proc/self/status").read_text(), flags=re.M))
    held = {name: value for name, value in status.items() if name.startswith("Cap") and int(value, 16)}
    try:
        (REPOSITORY / "README.md").open("r+b").close()
    except OSError:
        opened = False
    else:
        opened = True
    if writable or held or opened or status.get("NoNewPrivs") != "1":
        runner._refuse(f"writable {sorted(writable)}, capabilities {held}, {status.get('NoNewPrivs')}, {opened}")


# ---- inside: one grading


def inside() -> None:
    """Grade one attack, and an honest submission before and after it, with another grader."""
    runner.guard()
    shut()
    verify()
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    grader, attack, python = sys.argv[2:5]
    os.environ.clear()
    os.environ.update(environment(WORK, python) | ENVIRONMENT)
    solution = (runner.HERE / "course" / "solutions" / NAME / "target.py").read_text(encoding="utf-8")
    runner.COURSE.mkdir()
    rival = RIVALS[grader](runner.COURSE, python, solution)
    rival.hand_in(ATTACKER, text_of(attack))
    for student in rival.honest:
        rival.hand_in(student, runner.text_of(runner.RIGHT))
    json.dump(tried(rival), answer)
    answer.close()


def text_of(attack: str) -> str:
    """Return what the attacker hands in."""
    if attack == WRONG:
        return "def target(x):\n    return x + 100\n"
    return runner.text_of(attack, then=NOTES) if attack != runner.RIGHT else runner.text_of(attack)


def tried(rival: Rival) -> dict[str, object]:
    """Grade, and return points, how the command ended if not well, secrets, and damage to others."""
    before = _contents(rival)
    began = time.monotonic()
    ended = rival.grade()
    seconds = time.monotonic() - began
    left = _left()
    points, harm = rival.points(ATTACKER), []
    for student in rival.honest:
        if (honest := rival.points(student)) != MOST:
            harm.append(f"an honest student got {'no grade' if honest is None else f'{honest:g} points'}")
    changed = [path for path, content in before.items() if _digest(path) != content]
    counts = {"changed": changed, "left to start with the next Python or shell": _startup_files(), "left running": left}
    kinds = zip(counts.items(), ("file", "file", "process"), ("files", "files", "processes"), strict=True)
    harm += [f"{len(found)} {one if len(found) == 1 else many} {what}" for (what, found), one, many in kinds if found]
    told = TOLD.read_text(encoding="utf-8") if TOLD.is_file() else ""
    secrets = sorted(set(SECRET.findall(told)))
    found = {"points": points, "most": MOST, "ended": ended, "secrets": secrets, "harm": harm}
    return found | {"seconds": round(seconds, 1)}


def _contents(rival: Rival) -> dict[str, str]:
    return {str(path): _digest(path) for path in rival.kept()}


def _digest(path: Path | str) -> str:
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()
    except OSError:
        return ""


def _left() -> list[str]:
    """Return the processes that are still there some seconds after the command has ended."""
    deadline = time.monotonic() + GRACE
    while True:
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        left = [name for name in os.listdir("/proc") if name.isdigit() and name != "1"]
        if not left or time.monotonic() > deadline:
            return left
        time.sleep(0.1)


def _startup_files() -> list[Path]:
    """Return programs that whoever starts Python or IPython next would run without knowing."""
    found = [*WORK.rglob("startup/*.py"), *WORK.rglob("*.pth"), *WORK.rglob("*customize.py")]
    return found + [path for path in WORK.rglob(".*rc") if path.is_file()]


if __name__ == "__main__":
    {"confine": confine, "inside": inside}[sys.argv[1]]()
