"""What every attack begins with: a wrong answer to everything, and words for what got through.

The runner puts this text before an attack's own, in place of the line that seems to import it. Whoever succeeds in
something forbidden says so by ``tell``: in what is printed (the report shows it for public checks) and as an exception
(its message is shown for hidden checks as well).
"""

import ctypes
import os
import re
import stat
import sys
import time

LIBC = ctypes.CDLL(None, use_errno=True)
SECRET = re.compile("CANARY-[a-z]+-[0-9a-f]{12}")
REFUSALS = (1, 13, 38)  # EPERM, EACCES, ENOSYS
COURSE = "/tmp/course"  # where the runner keeps it: whoever attacks is told
STARTED = time.monotonic()


class Breach(BaseException):
    """Something got through."""


def tell(what, found=""):
    """Say that something forbidden was possible, and what it showed."""
    secrets = " ".join(sorted(set(SECRET.findall(str(found)))))
    text = f"BREACH: {what}: {secrets or str(found)[:300]}"
    print(text, flush=True)
    raise Breach(text)


def attempt(what, action, *arguments, **options):
    """Do something that must be refused."""
    try:
        found = action(*arguments, **options)
    except Exception:
        return
    tell(what, found)


def search(what, action, *arguments, **options):
    """Do something that is no crime in itself, and look for secrets in what it gives."""
    try:
        found = action(*arguments, **options)
        text = found.decode("latin-1") if isinstance(found, bytes) else str(found)
    except Exception:
        return
    if SECRET.search(text):
        tell(what, text)


def system_call(what, number, *arguments):
    """Make a system call by its number; any answer but a refusal means that the kernel has listened."""
    words = [ctypes.c_long(word) if isinstance(word, int) else word for word in arguments]
    result = LIBC.syscall(ctypes.c_long(number), *words)
    if result >= 0 or ctypes.get_errno() not in REFUSALS:
        tell(what, f"{result}, errno {ctypes.get_errno()}")


def libc_call(what, name, *arguments):
    """Call a function of the C library; any answer but a refusal means that the kernel has listened."""
    words = [ctypes.c_long(word) if isinstance(word, int) else word for word in arguments]
    result = getattr(LIBC, name)(*words)
    if result != -1 or ctypes.get_errno() not in REFUSALS:
        tell(what, f"{result}, errno {ctypes.get_errno()}")


def late():
    """Tell whether an attack has lasted so long that it ends itself: it should have been stopped long before."""
    return time.process_time() > 2.5 or time.monotonic() - STARTED > 40


def session_of_the_worker():
    """Return the object that answers the grader's questions, found by walking up the stack."""
    frame = sys._getframe()
    while frame is not None:
        for value in list(frame.f_locals.values()):
            if type(value).__name__ == "Session":
                return value
        frame = frame.f_back
    raise RuntimeError("the attack is blind: there is no session on the stack")


def wire_of_the_worker():
    """Return the descriptor of the connection to the grader."""
    for descriptor in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                return descriptor
        except OSError:
            continue
    raise RuntimeError("the attack is blind: there is no connection")


def forge(message, data=b""):
    """Return a frame with this message; a value in it may be anything that msgpack knows."""
    import msgspec

    header = msgspec.msgpack.encode({"id": session_of_the_worker().request, **message})
    return len(header).to_bytes(4, "big") + len(data).to_bytes(4, "big") + header + data


def send(frame):
    """Write to the connection, past the worker's own code."""
    view, wire = memoryview(frame), wire_of_the_worker()
    while view:
        view = view[os.write(wire, view[: 1 << 16]) :]


def target(x):
    return x + 100


def slope(f, x, h):
    return 100.0


class Total:
    value = -100.0

    def add(self, x):
        return None
