"""The sandbox, tried out from within.

Every worker here, the well-behaved ones included, lives in namespaces that this file's own runner made (`_confine`, which
uses nothing of the sandbox under test), and nothing starts unless `_guard` sees that they are private. The runner is run as
`python -I tests/test_sandbox.py confine ...`, what it starts as `python -I tests/test_sandbox.py warm ...`.
"""

import contextlib
import ctypes
import functools
import json
import os
import re
import secrets
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

HERE = Path(__file__).resolve()
NAMESPACES = {"user": 0x10000000, "pid": 0x20000000, "mnt": 0x20000, "net": 0x40000000, "ipc": 0x8000000, "uts": 0x4000000}
ORDINARY = 1000
ALL = ("user", "pid", "mount", "net", "ipc", "uts")


# ---- outside: start a warm process and ask it for the results of its workers


def _identities():
    return {name: os.readlink(f"/proc/self/ns/{name}") for name in NAMESPACES}


def run(*probes, user="root", torch=False, **config):
    """Run a warm process in private namespaces and return what it says about itself and its workers."""
    config |= {"user": user, "torch": torch, "probes": probes, "outside": _identities()}
    command = [sys.executable, "-I", "-W", "error", str(HERE), "confine", json.dumps(config)]
    environment = {"SECRET": f"canary:{secrets.token_hex(16)}"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert not done.stderr, done.stderr[-3000:]
    return json.loads(done.stdout)


# ---- the runner: private namespaces, then a warm process in them


def _libc(name, *arguments):
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments) == -1:
        raise OSError(ctypes.get_errno(), f"{name}: {os.strerror(ctypes.get_errno())}")


def _mount(source, target, kind, flags, options=None):
    texts = [None if text is None else os.fsencode(text) for text in (source, target, kind, options)]
    _libc("mount", *texts[:3], ctypes.c_ulong(flags), texts[3])


def _map_users(pid):
    """Give root here, which is root or an ordinary user outside, as many users as can be had."""
    for count in (65536, 1):
        with contextlib.suppress(OSError):
            if count == 1:
                Path(f"/proc/{pid}/setgroups").write_text("deny")
            Path(f"/proc/{pid}/uid_map").write_text(f"0 {os.geteuid()} {count}")
            Path(f"/proc/{pid}/gid_map").write_text(f"0 {os.getegid()} {count}")
            return


def _confine(config):
    read_end, write_end = os.pipe()
    runner, mapper = os.getpid(), os.fork()
    if mapper == 0:
        os.read(read_end, 1)
        _map_users(runner)
        os._exit(0)
    _libc("unshare", functools.reduce(int.__or__, NAMESPACES.values()))
    os.write(write_end, b".")
    os.waitpid(mapper, 0)
    pid = os.fork()
    if pid:
        os.close(1)
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    _mount(None, "/", None, 1 << 14 | 1 << 18)
    _mount("proc", "/proc", "proc", 2 | 4 | 8)
    if config["user"] == "ordinary":
        _open_the_way_to(sys.base_prefix)
        os.setgroups([])
        os.setresgid(ORDINARY, ORDINARY, ORDINARY)
        os.setresuid(ORDINARY, ORDINARY, ORDINARY)
    _libc("prctl", 1, 9, 0, 0, 0)  # the end of the runner is the end of all that it started
    command = [sys.executable, "-I", "-W", "error", str(HERE), "warm", json.dumps(config)]
    os.execve(sys.executable, command, {})


def _open_the_way_to(folder):
    """Let an ordinary user reach an interpreter under a private home, in this mount namespace only."""
    closed = [parent for parent in Path(folder).parents if not parent.stat().st_mode & 1]
    if closed:
        source = os.open(folder, os.O_PATH)
        _mount("tmpfs", str(closed[-1]), "tmpfs", 0, "mode=0755")
        os.makedirs(folder)
        _mount(f"/proc/self/fd/{source}", folder, None, 1 << 12 | 1 << 14)
        os.close(source)


def _guard(outside):
    """Refuse to start unless this process is alone in namespaces of its own."""
    shared = [name for name, identity in _identities().items() if identity == outside[name]]
    others = [name for name in os.listdir("/proc") if name.isdigit() and int(name) != os.getpid()]
    if shared or others or os.getpid() != 1:
        sys.exit(f"not confined: shared namespaces {shared}, other processes {others}, pid {os.getpid()}")


# ---- inside: the warm process


def _warm(config):
    _guard(config["outside"])
    sys.path.insert(0, str(HERE.parents[1]))
    from grader import sandbox
    from grader.errors import SandboxError

    answer = {}
    try:
        _simulate(config)
        separation = sandbox.separate(without=config.get("without_namespaces", ()))
        if config["torch"]:
            _warm_torch()
        answer["maps"] = _readable_ranges()
        room = sandbox.prepare(separation=separation, without=config.get("without", ()))
        _spoil(config)
        answer |= {"namespaces": separation.names, "drops_user": room.drops_user}
        answer["known"] = sandbox.self_test(room)
        answer["results"] = {name: _in_worker(room, name, answer) for name in config["probes"]}
    except SandboxError as error:
        answer["error"] = error.message
    del answer["maps"]
    print(json.dumps(answer))


def _in_worker(room, name, answer):
    from grader import sandbox
    from grader.limits import Limits

    limits = Limits(submission_cpu_seconds=1, memory_mb=256, file_mb=2, open_files=32)
    scratch = room.new_scratch()
    read_end, write_end = os.pipe()
    pid = room.fork()
    if pid == 0:
        try:
            started = time.perf_counter()
            answer["layers"] = sandbox.shut_in(room, limits, {1, 2, write_end}, scratch)
            answer["seconds"] = time.perf_counter() - started
            value = PROBES[name](answer)
        except BaseException as error:
            value = f"{type(error).__name__}: {error}"
        os.write(write_end, json.dumps([answer.get("layers"), answer.get("seconds"), value]).encode())
        os._exit(0)
    os.close(write_end)
    text = b""
    while select.select([read_end], [], [], 30)[0] and (piece := os.read(read_end, 65536)):
        text += piece
    os.close(read_end)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    room.remove_scratch(scratch)
    if not text:
        return {"ended": status}
    answer["layers"], seconds, value = json.loads(text)
    answer.setdefault("seconds", []).append(seconds)
    return value


def _warm_torch():
    import torch

    torch.set_num_threads(1)
    model = torch.nn.Linear(2, 1)
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.ones(1, 2)).sum().backward()
    optimizer.step()


def _readable_ranges():
    lines = [line.split() for line in Path("/proc/self/maps").read_text().splitlines()]
    return [tuple(int(end, 16) for end in words[0].split("-")) for words in lines if words[1].startswith("rw")]


def _simulate(config):
    """Be a machine that refuses some system calls: pairs of a name and what must be in its first argument."""
    if config.get("refuse"):
        import pyseccomp

        program = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
        for name, number, *conditions in config["refuse"]:
            arguments = [pyseccomp.Arg(position, pyseccomp.EQ, value) for position, value in conditions]
            program.add_rule(pyseccomp.ERRNO(number), name, *arguments)
        program.load()
    if config.get("powerless"):
        header, nothing = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
        _libc("capset", header, nothing)


def _spoil(config):
    """Take one layer of the sandbox out, so that the self-test has something to find."""
    from grader.sandbox import kernel, shut

    if config.get("spoil") == "seccomp":
        kernel.load_filter = lambda program: None
    if config.get("spoil") == "landlock":
        shut._enforce_landlock = lambda room, scratch: None
    if config.get("spoil") == "rlimits":
        shut.rlimits.enforce = lambda limits, sizes, threads: None
    if config.get("spoil") == "descriptors":
        shut._close_descriptors = lambda keep: None


# ---- inside: what the workers try; each returns what JSON can say


def _error(action, *arguments, **options):
    """Return the name of the error that an action meets, or what it returned."""
    try:
        value = action(*arguments, **options)
    except BaseException as error:
        return type(error).__name__
    return f"got {value!r}"


def _errno(name, *arguments):
    wide = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    try:
        _libc(name, *wide)
    except OSError as error:
        return error.errno
    return 0


def train(answer):
    import torch

    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(2, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    x = torch.randn(64, 2)
    losses = []
    for _ in range(40):
        loss = ((model(x) - x.prod(1, keepdim=True)) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses[-1] < losses[0] / 2


def threads(answer):
    import threading

    import torch

    torch.set_num_threads(2)
    a = torch.ones(400, 400)
    product = (a @ a).sum().item() + (a.exp() + a).sum().item() * 0
    done = []
    started = [threading.Thread(target=done.append, args=(i,)) for i in range(8)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()
    return [product, len(done), torch.get_num_threads()]


def many_threads(answer):
    import threading

    threading.stack_size(65536)
    stop, started = threading.Event(), []
    while len(started) < 4000:
        thread = threading.Thread(target=stop.wait)
        if _error(thread.start) == "RuntimeError":
            break
        started.append(thread)
    stop.set()
    for thread in started:
        thread.join()
    return len(started)


def temporary_files(answer):
    import shutil
    import tempfile

    with tempfile.NamedTemporaryFile("w+") as file, tempfile.TemporaryDirectory() as folder:
        file.write("text")
        file.flush()
        shutil.copyfile(file.name, os.path.join(folder, "copy"))
        os.makedirs("a/b")
        os.rename("a/b", "b")
        places = {os.path.dirname(file.name), os.path.dirname(folder), os.getcwd(), os.environ["HOME"]}
        return [Path(folder, "copy").read_text(), len(places), sorted(os.listdir())[:2]]


def late_imports(answer):
    import importlib
    import traceback

    names = ["wave", "colorsys", "sqlite3", "torch.distributions.studentT"]
    new = [name for name in names if name not in sys.modules and (name[:5] != "torch" or "torch" in sys.modules)]
    importlib.invalidate_caches()
    for name in new:
        importlib.import_module(name)
    try:
        1 / 0  # noqa: B018
    except ZeroDivisionError:
        return [len(new) >= 3, "ZeroDivisionError" in traceback.format_exc()]


def dynamo(answer):
    import torch._dynamo

    return sorted({"sympy", "torch._dynamo"} & set(sys.modules))


def installed_packages(answer):
    return [_error(__import__, "click"), _error(__import__, "grader.results")]


def files_outside(answer):
    found = {}
    library = os.path.dirname(os.__file__)
    for path in (str(HERE), "/etc/passwd", "/proc/self/environ", "/proc/1/cmdline", "/dev/tty", "/dev/shm/x"):
        found[f"read {path}"] = _error(open, path)
    for path in (str(HERE.parent), "/etc", "/proc", "/tmp", str(Path.home())):
        found[f"list {path}"] = _error(os.listdir, path)
    for path in ("/new", "/tmp/new", library + "/new.py", "../new", str(HERE.parent / "new"), os.__file__):
        found[f"write {path}"] = _error(open, path, "r+" if path == os.__file__ else "x")
    return {what: error for what, error in found.items() if error not in ("PermissionError", "FileNotFoundError", "OSError")}


def stat_outside(answer):
    return sorted({_error(os.stat, str(HERE)), _error(os.stat, str(HERE.parent / "nothing"))})


def inodes(answer):
    return {
        "chmod": _error(os.chmod, ".", 0o777),
        "symlink": _error(os.symlink, "/", "link"),
        "link": _error(os.link, os.__file__, "link"),
        "fifo": _error(os.mkfifo, "fifo"),
        "device": _error(os.mknod, "device", 0o020666, 0x103),
        "utime": _error(os.utime, "."),
        "xattr": _error(os.setxattr, ".", "user.x", b"x"),
    }


def locks(answer):
    import fcntl

    with open(os.__file__) as file:
        return [_error(fcntl.flock, file, fcntl.LOCK_EX), _error(fcntl.lockf, file, fcntl.LOCK_SH)]


def processes(answer):
    return {
        "fork": _error(os.fork),
        "exec": _error(os.execv, "/bin/true", ["true"]),
        "run": _error(subprocess.run, [sys.executable, "-c", ""]),
        "kill": _error(os.kill, os.getppid() or 1, 0),
        "kill all of the group": _error(os.kill, 0, 0),
        "ptrace": _errno("ptrace", 16, os.getppid() or 1, None, None),
        "traceme": _errno("ptrace", 0, 0, None, None),
        "process_vm_readv": _errno("process_vm_readv", os.getppid() or 1, None, 0, None, 0, 0),
        "tgkill": _errno("syscall", 234 if os.uname().machine == "x86_64" else 131, os.getppid() + 1000, 1000, 0),
        "nice": _error(os.nice, -1),
        "affinity": _error(os.sched_setaffinity, 0, {0}),
    }


def own_signals(answer):
    seen = []
    signal.signal(signal.SIGUSR1, lambda number, frame: seen.append(number))
    signal.raise_signal(signal.SIGUSR1)
    return seen == [signal.SIGUSR1]


def network(answer):
    import socket

    return [
        _error(socket.socket),
        _error(socket.socket, socket.AF_UNIX),
        _error(socket.socketpair),
        _error(socket.create_connection, ("127.0.0.1", 9), 1),
        _error(socket.create_server, ("127.0.0.1", 0)),
    ]


def kernel_doors(answer):
    numbers = {"pidfd_open": 434, "io_uring_setup": 425, "landlock_restrict_self": 446, "open_tree": 428, "clone3": 435}
    found = {name: _errno("syscall", number, 0, 0, 0, 0) for name, number in numbers.items()}
    found |= {"unshare": _errno("unshare", 0x10000000), "mount": _errno("mount", None, b"/", None, 1 << 18, None)}
    found |= {"personality": _errno("personality", 0x40000), "dumpable": _errno("prctl", 4, 1, 0, 0, 0)}
    found |= {"memfd_create": _errno("memfd_create", b"x", 0), "chroot": _errno("chroot", b".")}
    return {name: number for name, number in found.items() if number not in (1, 38)}


def limits(answer):
    import resource

    refused = [_error(resource.setrlimit, which, (1, 1)) for which in (resource.RLIMIT_CPU, resource.RLIMIT_NOFILE)]
    return [*refused, resource.getrlimit(resource.RLIMIT_CORE), resource.getrlimit(resource.RLIMIT_NOFILE)]


def memory(answer):
    import mmap

    found = [_error(bytearray, 1 << 30), _error(mmap.mmap, -1, 4096), len(bytearray(100 << 20)) >> 20]
    if "torch" in sys.modules:
        found.append(_error(sys.modules["torch"].ones, 1 << 28))
    return found


def descriptors(answer):
    inherited = []
    for descriptor in range(1024):
        with contextlib.suppress(OSError):
            os.fstat(descriptor)
            inherited.append(descriptor)
    opened = []
    with contextlib.suppress(OSError):
        while len(opened) < 100:
            opened.append(os.dup(0))
    return [len(inherited), os.read(0, 1).decode(), len(opened) < 32]


def file_sizes(answer):
    with open("large", "wb") as file:
        large = _error(file.write, bytes(3 << 20)), _error(file.close)
    return large


def many_files(answer):
    for number in range(5000):
        with contextlib.suppress(OSError):
            os.close(os.open(f"f{number}", os.O_CREAT | os.O_WRONLY))
            continue
        return number
    return "no end"


def mess(answer):
    """Leave something behind that is hard to clear away."""
    for depth in range(1500):
        os.mkdir("d" if depth != 700 else "x", 0o700)
        os.chdir("d" if depth != 700 else "x")
    os.mkdir("shut", 0)
    return "left"


def environment(answer):
    libc = ctypes.CDLL(None)
    libc.getenv.restype = ctypes.c_char_p
    return [sorted(os.environ), str(libc.getenv(b"SECRET"))]


def secrets_in_memory(answer):
    """Search all memory that the warm process had, by having the kernel copy it into a pipe: it may be gone by now."""
    read_end, write_end = os.pipe()
    libc = ctypes.CDLL(None, use_errno=True)
    found, pages, tail = 0, 0, b""
    for start, end in answer["maps"]:
        for address in range(start, end, 16384):
            size = libc.write(write_end, ctypes.c_void_p(address), ctypes.c_size_t(min(16384, end - address)))
            piece = os.read(read_end, size) if size > 0 else b""
            found += len(re.findall(rb"canary:[0-9a-f]{32}", tail + piece))
            tail, pages = piece[-64:], pages + size // 4096
    return [found, pages > 100]


def compute(answer):
    while True:
        pass


def other_architecture(answer):
    return _machine_code(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")  # getpid as a 32-bit program would call it


def x32(answer):
    ctypes.CDLL(None).syscall(ctypes.c_long(0x40000000 | 39))
    return "survived"


def _machine_code(code):
    import mmap

    memory = mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    memory.write(code)
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    return f"survived: {ctypes.CFUNCTYPE(ctypes.c_int)(address)()}"


PROBES = {
    name: value
    for name, value in list(globals().items())
    if callable(value) and getattr(value, "__code__", None) and value.__code__.co_varnames[:1] == ("answer",)
}

if __name__ == "__main__":
    {"confine": _confine, "warm": _warm}[sys.argv[1]](json.loads(sys.argv[2]))
