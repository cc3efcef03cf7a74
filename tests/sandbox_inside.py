"""What tests/test_sandbox.py runs: workers that try things out, in namespaces made for them alone.

`python -I sandbox_inside.py confine CONFIG` makes the namespaces, with nothing of the sandbox under test, and starts
`python -I sandbox_inside.py warm CONFIG` in them, which refuses to go on unless it sees that they are private.
"""

import contextlib
import ctypes
import functools
import json
import os
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve()
STRICT = ("-W", "error", "-W", "ignore:Failed to initialize NumPy")  # torch without numpy says so at import
NAMESPACES = {
    "user": 0x10000000,
    "pid": 0x20000000,
    "mnt": 0x20000,
    "net": 0x40000000,
    "ipc": 0x8000000,
    "uts": 0x4000000,
}
ORDINARY, NO_NAMESPACES = 1000, 77


def identities():
    """Return which namespaces this process is in."""
    return {name: os.readlink(f"/proc/self/ns/{name}") for name in NAMESPACES}


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
    try:
        _libc("unshare", functools.reduce(int.__or__, NAMESPACES.values()))
    except OSError:
        sys.exit(NO_NAMESPACES)
    os.write(write_end, b".")
    os.waitpid(mapper, 0)
    pid = os.fork()
    if pid:
        os.close(1)
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    _mount(None, "/", None, 1 << 14 | 1 << 18)
    _mount("proc", "/proc", "proc", 2 | 4 | 8)
    if not any(place.startswith("/tmp/") for place in (sys.prefix, sys.base_prefix, str(HERE))):
        _mount("tmpfs", "/tmp", "tmpfs", 2 | 4, "mode=1777,size=256m")
    if config["user"] == "ordinary" or config.get("reachable"):
        _open_the_way_to(sys.base_prefix)
    if config["user"] == "ordinary":
        os.setgroups([])
        os.setresgid(ORDINARY, ORDINARY, ORDINARY)
        os.setresuid(ORDINARY, ORDINARY, ORDINARY)
    _libc("prctl", 1, 9, 0, 0, 0)  # the end of the runner is the end of all that it started
    command = [sys.executable, "-I", *STRICT, str(HERE), "warm", json.dumps(config)]
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
    shared = [name for name, identity in identities().items() if identity == outside[name]]
    others = [name for name in os.listdir("/proc") if name.isdigit() and int(name) != os.getpid()]
    if shared or others or os.getpid() != 1:
        sys.exit(f"not confined: shared namespaces {shared}, other processes {others}, pid {os.getpid()}")


# ---- inside: the warm process


def _warm(config):
    _guard(config["outside"])
    sys.path.insert(0, str(HERE.parents[1]))
    from grader.errors import SandboxError

    try:
        _simulate(config)
        scenario = SCENARIOS[config.get("scenario", "workers")]
        print(json.dumps(scenario(config)))
    except SandboxError as error:
        print(json.dumps({"error": error.message}))


def _prepare(config):
    from grader import sandbox

    shared = config.get("shared", False)
    separation = None if shared else sandbox.separate(without=config.get("without_namespaces", ()))
    if config["torch"]:
        _warm_torch(config["torch"])
    return sandbox.prepare(separation=separation)


def _workers(config):
    """Say what is in force in this warm process, and what its workers found."""
    from grader import sandbox

    maps = _readable_ranges()
    room = _prepare(config)
    _spoil(config)
    answer = {"cpu": config.get("cpu", 1), "maps": maps, "drops_user": room.drops_user}
    answer["known"] = sandbox.self_test(room)
    answer["results"] = {name: _in_worker(room, name, answer) for name in config["probes"]}
    del answer["maps"]
    return answer


def _in_worker(room, name, answer):
    from grader import sandbox
    from grader.limits import Limits

    limits = Limits(submission_cpu_seconds=answer["cpu"], memory_mb=256, file_mb=2, open_files=32)
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
    answer.setdefault("filled", {})[name] = room.scratch_exceeds(scratch, limits)
    room.remove_scratch(scratch)
    if os.path.exists(scratch) and not room.private_root:
        answer.setdefault("left", []).append(name)
    if not text:
        return {"ended": status}
    answer["layers"], seconds, value = json.loads(text)
    answer.setdefault("seconds", []).append(seconds)
    return value


def _warm_torch(how):
    import torch

    torch.set_num_threads(1)
    if how == "bare":
        return
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
        _libc("capset", (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)())
    for name in config.get("not_installed", ()):
        sys.modules[name] = None


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


PROBES = {}


def _probe(function):
    PROBES[function.__name__[1:]] = function
    return function


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


@_probe
def _train(answer):
    import torch

    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(2, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    x = torch.randn(64, 2)
    losses, batches = [], torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x), batch_size=16, shuffle=True)
    for (batch,) in [*batches, *[(x,)] * 40]:
        loss = ((model(batch) - batch.prod(1, keepdim=True)) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses[-1] < losses[0] / 2


@_probe
def _threads(answer):
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


@_probe
def _many_threads(answer):
    import resource
    import threading

    allowed = resource.getrlimit(resource.RLIMIT_NPROC)[0]
    threading.stack_size(65536)
    stop, started = threading.Event(), []
    while len(started) < min(allowed, 1500):
        thread = threading.Thread(target=stop.wait)
        if _error(thread.start) == "RuntimeError":
            break
        started.append(thread)
    stop.set()
    for thread in started:
        thread.join()
    return [len(started), allowed]


@_probe
def _temporary_files(answer):
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


@_probe
def _late_imports(answer):
    import importlib
    import traceback

    names = ["wave", "colorsys", "mailbox", "tabnanny", "torch.utils.mobile_optimizer"]
    new = [name for name in names if name not in sys.modules and (name[:5] != "torch" or "torch" in sys.modules)]
    for name in new:
        importlib.import_module(name)
    try:
        1 / 0  # noqa: B018
    except ZeroDivisionError:
        return [len(new) >= 3, "ZeroDivisionError" in traceback.format_exc()]


@_probe
def _dynamo(answer):
    import torch._dynamo  # noqa: F401

    return sorted({"sympy", "torch._dynamo"} & set(sys.modules))


@_probe
def _installed_packages(answer):
    return [_error(__import__, "click"), _error(__import__, "grader.results")]


@_probe
def _files_outside(answer):
    found = {}
    library = os.path.dirname(os.__file__)
    for path in (str(HERE), "/etc/passwd", "/proc/self/environ", "/proc/1/cmdline", "/dev/tty", "/dev/shm/x"):
        found[f"read {path}"] = _error(open, path)
    private = [] if sys.prefix.startswith("/tmp/") else ["/tmp"]
    for path in (str(HERE.parent), str(HERE.parents[1] / "grader"), "/proc", "/var", *private):
        found[f"list {path}"] = _error(os.listdir, path)
    for path in ("/new", "/tmp/new", library + "/new.py", "../new", str(HERE.parent / "new"), os.__file__):
        found[f"write {path}"] = _error(open, path, "r+" if path == os.__file__ else "x")
    refusals = ("PermissionError", "FileNotFoundError", "OSError")
    return {what: error for what, error in found.items() if error not in refusals}


@_probe
def _stat_outside(answer):
    return sorted({_error(os.stat, str(HERE)), _error(os.stat, str(HERE.parent / "nothing"))})


@_probe
def _inodes(answer):
    return {
        "chmod": _error(os.chmod, ".", 0o777),
        "symlink": _error(os.symlink, "/", "link"),
        "link": _error(os.link, os.__file__, "link"),
        "fifo": _error(os.mkfifo, "fifo"),
        "device": _error(os.mknod, "device", 0o020666, 0x103),
        "utime": _error(os.utime, "."),
        "xattr": _error(os.setxattr, ".", "user.x", b"x"),
    }


@_probe
def _locks(answer):
    import fcntl

    with open(os.__file__) as file:
        return [_error(fcntl.flock, file, fcntl.LOCK_EX), _error(fcntl.lockf, file, fcntl.LOCK_SH)]


@_probe
def _processes(answer):
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


@_probe
def _own_signals(answer):
    seen = []
    signal.signal(signal.SIGUSR1, lambda number, frame: seen.append(number))
    signal.raise_signal(signal.SIGUSR1)
    return seen == [signal.SIGUSR1]


@_probe
def _network(answer):
    import socket

    return [
        _error(socket.socket),
        _error(socket.socket, socket.AF_UNIX),
        _error(socket.socketpair),
        _error(socket.create_connection, ("127.0.0.1", 9), 1),
        _error(socket.create_server, ("127.0.0.1", 0)),
    ]


@_probe
def _kernel_doors(answer):
    numbers = {"pidfd_open": 434, "io_uring_setup": 425, "landlock_restrict_self": 446, "open_tree": 428, "clone3": 435}
    found = {name: _errno("syscall", number, 0, 0, 0, 0) for name, number in numbers.items()}
    found |= {"unshare": _errno("unshare", 0x10000000), "mount": _errno("mount", None, b"/", None, 1 << 18, None)}
    found |= {"personality": _errno("personality", 0x40000), "dumpable": _errno("prctl", 4, 1, 0, 0, 0)}
    found |= {"memfd_create": _errno("memfd_create", b"x", 0), "chroot": _errno("chroot", b".")}
    return {name: number for name, number in found.items() if number not in (1, 38)}


@_probe
def _limits(answer):
    import resource

    refused = [_error(resource.setrlimit, which, (1, 1)) for which in (resource.RLIMIT_CPU, resource.RLIMIT_NOFILE)]
    return [*refused, resource.getrlimit(resource.RLIMIT_CORE), resource.getrlimit(resource.RLIMIT_NOFILE)]


@_probe
def _memory(answer):
    import mmap

    found = [_error(bytearray, 1 << 30), _error(mmap.mmap, -1, 4096), len(bytearray(100 << 20)) >> 20]
    if "torch" in sys.modules:
        found.append(_error(sys.modules["torch"].ones, 1 << 28))
    return found


@_probe
def _descriptors(answer):
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


@_probe
def _file_sizes(answer):
    with open("large", "wb") as file:
        large = _error(file.write, bytes(3 << 20)), _error(file.close)
    return large


@_probe
def _many_files(answer):
    for number in range(5000):
        with contextlib.suppress(OSError):
            os.close(os.open(f"f{number}", os.O_CREAT | os.O_WRONLY))
            continue
        return number
    return "no end"


@_probe
def _mess(answer):
    """Leave something behind that is hard to clear away."""
    for depth in range(1500):
        os.mkdir("d" if depth != 700 else "x", 0o700)
        os.chdir("d" if depth != 700 else "x")
    os.mkdir("shut", 0)
    return "left"


@_probe
def _environment(answer):
    libc = ctypes.CDLL(None)
    libc.getenv.restype = ctypes.c_char_p
    return [sorted(os.environ), str(libc.getenv(b"SECRET"))]


@_probe
def _secrets_in_memory(answer):
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


@_probe
def _compute(answer):
    while True:
        pass


@_probe
def _other_architecture(answer):
    return _machine_code(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")  # getpid as a 32-bit program would call it


@_probe
def _x32(answer):
    ctypes.CDLL(None).syscall(ctypes.c_long(0x40000000 | 39))
    return "survived"


def _machine_code(code):
    import mmap

    memory = mmap.mmap(
        -1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC
    )
    memory.write(code)
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    return f"survived: {ctypes.CFUNCTYPE(ctypes.c_int)(address)()}"


# ---- inside: what is not tried by a worker


def _lifetime(config):
    """End a warm process from outside and say whether its worker went with it, and what became of the exit status."""
    found = {}
    for ending in ("killed", "orphaned", "exits", "crashes"):
        read_end, write_end = os.pipe()
        pid = os.fork()
        if pid == 0:
            _start_and_leave(config, write_end) if ending == "orphaned" else _live(config, ending, write_end)
        os.close(write_end)
        os.read(read_end, 1)  # the worker is there
        if ending == "killed":
            os.kill(pid, signal.SIGKILL)
        gone = bool(select.select([read_end], [], [], 10)[0]) and os.read(read_end, 1) == b""
        found[ending] = [gone, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])]
        os.close(read_end)
    return found


def _start_and_leave(config, keep):
    """Start a warm process and end a moment after its worker is there."""
    if os.fork() == 0:
        _live(config, "orphaned", keep)
    os.close(keep)
    time.sleep(2)
    os._exit(0)


def _live(config, ending, keep):
    """Be a warm process with one worker that would sleep for long; both hold a pipe open."""
    from grader import sandbox
    from grader.limits import Limits

    try:
        room = _prepare(config)
        scratch = room.new_scratch() if room.private_root else "/tmp"
        if room.fork() == 0:
            sandbox.shut_in(room, Limits(), {keep}, scratch)
            os.write(keep, b".")
            time.sleep(30)
        elif ending in ("killed", "orphaned"):
            time.sleep(30)
        time.sleep(0.5)
        if ending == "crashes":
            ctypes.string_at(0)
    finally:
        os._exit(7)


def _limited(config):
    """Say what a worker without a sandbox is bound by."""
    from grader import sandbox
    from grader.limits import Limits

    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            layers = sandbox.limit_only(Limits(memory_mb=256, submission_cpu_seconds=3), {write_end})
            results = {name: PROBES[name]({}) for name in ("memory", "descriptors")}
            alone = os.getsid(0) == os.getpid()
            os.write(write_end, json.dumps({"layers": layers, "alone": alone, "results": results}).encode())
        finally:
            os._exit(0)
    os.close(write_end)
    answer = json.loads(os.read(read_end, 65536))
    os.waitpid(pid, 0)
    return answer


def _trusted(config):
    """Say whether a process of the same user can open this one's environment and memory, before and after."""
    from grader import sandbox

    found = []
    for protect in (lambda: None, sandbox.protect_trusted):
        protect()
        read_end, write_end = os.pipe()
        pid = os.fork()
        if pid == 0:
            _libc("prctl", 4, 1, 0, 0, 0)  # the child is as dumpable as any other program of the user's
            errors = [_error(lambda name=name: open(f"/proc/1/{name}").close()) for name in ("environ", "mem")]
            os.write(write_end, json.dumps(errors).encode())
            os._exit(0)
        os.close(write_end)
        found.append(json.loads(os.read(read_end, 4096)))
        os.waitpid(pid, 0)
    return {"before": found[0], "after": found[1]}


SCENARIOS = {"workers": _workers, "lifetime": _lifetime, "limited": _limited, "trusted": _trusted}


if __name__ == "__main__":
    {"confine": _confine, "warm": _warm}[sys.argv[1]](json.loads(sys.argv[2]))
