"""The sandbox, tried out from within.

Every worker, the well-behaved ones included, lives in namespaces that tests/sandbox_inside.py makes for it alone.
"""

import functools
import json
import os
import re
import secrets
import signal
import struct
import subprocess
import sys
from pathlib import Path

import pytest
import sandbox_inside

HERE = Path(__file__).resolve()
INSIDE = Path(sandbox_inside.__file__).resolve()
ALL = ("user", "pid", "mount", "net", "ipc", "uts")


def run(*probes, user="root", torch=False, **config):
    """Run a warm process in private namespaces and return what it says about itself and its workers."""
    config |= {"user": user, "torch": torch, "probes": probes, "outside": sandbox_inside.identities()}
    command = [sys.executable, "-I", *sandbox_inside.STRICT, str(INSIDE), "confine", json.dumps(config)]
    environment = {"SECRET": f"canary:{secrets.token_hex(16)}"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode == sandbox_inside.NO_NAMESPACES:
        pytest.skip("this machine gives this user no private namespaces, so nothing may be tried")
    assert done.returncode == 0, done.stderr[-3000:]
    assert not done.stderr, done.stderr[-3000:]
    return json.loads(done.stdout)


# ---- whole machines

EPERM, ENOSYS, EINVAL = 1, 38, 22
NO_UNSHARE = ["unshare", EPERM]
MACHINES = {
    "root": {"torch": "warm"},
    "ordinary": {"user": "ordinary"},
    "root without namespaces": {"without_namespaces": ALL},
    "nobody without namespaces": {"without_namespaces": ALL, "reachable": True},
    "ordinary without namespaces": {"user": "ordinary", "refuse": [NO_UNSHARE], "torch": "warm"},
}
NEEDS_TORCH, ONLY_ONCE = ("train", "threads"), ("dynamo", "compute")


@functools.cache
def _answer(machine):
    config = MACHINES[machine]
    left_out = {"dynamo"} if machine == "root" else ONLY_ONCE if config.get("torch") else {*ONLY_ONCE, *NEEDS_TORCH}
    try:
        return run(*[name for name in sandbox_inside.PROBES if name not in left_out], **config)
    except AssertionError as error:
        return {"error": str(error)}  # remembered, so that it is not tried again by each test


@pytest.fixture(params=MACHINES)
def machine(request):
    """Name a kind of machine and user."""
    return request.param


@pytest.fixture
def inside(machine):
    """Return what the workers found on such a machine."""
    answer = _answer(machine)
    assert "error" not in answer, answer["error"]
    return answer


def test_the_layers_in_force_are_named():
    """Each worker knows which layers are in force on its machine."""
    landlock = _answer("root")["layers"][0]
    assert landlock.startswith("landlock ")
    everywhere = [landlock, "seccomp", "rlimits"]
    assert _answer("root")["layers"] == [*everywhere, "namespaces pid mount net ipc uts"]
    assert _answer("ordinary")["layers"] == [*everywhere, "namespaces user pid mount net ipc uts"]
    for machine in list(MACHINES)[2:]:
        assert _answer(machine)["layers"] == everywhere


def test_root_becomes_nobody_where_the_interpreter_stays_readable():
    """Root gives up its user, unless nobody could not read the interpreter then."""
    assert _answer("root")["drops_user"]
    assert _answer("nobody without namespaces")["drops_user"]
    assert not _answer("ordinary")["drops_user"]


def test_known_gaps_are_reported(machine, inside):
    """The self-test lets nothing pass, but that without a mount namespace files outside can be seen to exist."""
    assert inside["known"] == (["stat"] if "without" in machine else [])
    assert len(inside["results"]["stat_outside"]) == (2 if "without" in machine else 1)


def test_training_works():
    """A shut-in worker trains a model, loads data, and computes with several threads."""
    for machine in ("root", "ordinary without namespaces"):
        results = _answer(machine)["results"]
        assert results["train"] is True
        assert results["threads"] == [400.0**3, 8, 2]


def test_ordinary_python_works(inside):
    """Temporary files, late imports, tracebacks and a handler for one's own signal work inside."""
    assert inside["results"]["temporary_files"] == ["text", 1, ["a", "b"]]
    assert inside["results"]["late_imports"] == [True, True]
    assert inside["results"]["own_signals"] is True


def test_files_outside_cannot_be_opened(inside):
    """Outside the scratch folder nothing can be written, and nothing read but the interpreter and the libraries."""
    assert inside["results"]["files_outside"] == {}
    for error in inside["results"]["installed_packages"]:
        assert error in ("ModuleNotFoundError", "PermissionError")


def test_special_files_and_marks_are_refused(inside):
    """No link, pipe or device can be left behind, no mode or time changed, no shared file locked."""
    assert set(inside["results"]["inodes"].values()) == {"PermissionError"}
    assert set(inside["results"]["locks"]) == {"PermissionError"}


def test_other_processes_are_out_of_reach(inside):
    """No process can be started, signalled, traced or read, and no scheduling changed."""
    assert set(inside["results"]["processes"].values()) <= {"PermissionError", EPERM}


def test_the_network_is_out_of_reach(inside):
    """No socket of any kind can be made."""
    assert set(inside["results"]["network"]) <= {"PermissionError", "LookupError"}


def test_kernel_doors_are_shut(inside):
    """Calls by which sandboxes were left before are refused, or unknown to the kernel."""
    assert inside["results"]["kernel_doors"] == {}


def test_limits_hold(inside):
    """Memory, file size and descriptors are bounded, no core file is written, and no limit can be raised."""
    results = inside["results"]
    assert results["limits"] == ["ValueError", "ValueError", [0, 0], [32, 32]]
    assert results["memory"][:3] == ["MemoryError", "PermissionError", 100]
    assert results["memory"][3:] in ([], ["RuntimeError"])
    assert results["file_sizes"][0] == "OSError"
    assert results["descriptors"] == [4, "", True]


def test_the_number_of_threads_is_bounded(machine, inside):
    """Threads of an ordinary user run out at a number that does not harm the machine; only root's are not counted."""
    started, allowed = inside["results"]["many_threads"]
    if inside["drops_user"] or "ordinary" in machine:
        assert started < allowed or started == 1500


def test_the_scratch_folder_is_bounded(machine, inside):
    """The number of files is bounded by the file system, or else the warm process sees that there are too many."""
    if "without" in machine and sys.prefix.startswith("/tmp/"):
        pytest.skip("the runner cannot hide /tmp, where Python itself lies, so the scratch folder is not its own")
    if "without" in machine:
        assert inside["results"]["many_files"] == "no end"
        assert inside["filled"]["many_files"]
    else:
        assert inside["results"]["many_files"] < 2000
    assert not inside["filled"]["temporary_files"]


def test_nothing_is_left_behind(inside):
    """Scratch folders are removed whatever is in them, folders that nobody may read and very deep ones included."""
    assert inside["results"]["mess"] == "left" or "No space" in inside["results"]["mess"]
    assert "left" not in inside


def test_the_environment_is_empty(inside):
    """Of the environment nothing is passed on but where to write and how many threads to use."""
    names, secret = inside["results"]["environment"]
    assert set(names) <= {"HOME", "TMPDIR", "USER", "LANG", "LC_ALL", "LC_CTYPE", "OMP_NUM_THREADS"}
    assert secret == "None"


def test_no_secret_of_the_trusted_process_is_in_memory(inside):
    """A secret in the environment of the process that started all this is nowhere in a worker's memory."""
    assert inside["results"]["secrets_in_memory"] == [0, True]


def test_programs_for_other_processors_are_killed(inside):
    """A system call in the manner of a 32-bit program ends the worker: its numbers mean other calls."""
    if os.uname().machine == "x86_64":
        assert inside["results"]["other_architecture"] == inside["results"]["x32"] == {"ended": -signal.SIGSYS}


def test_endless_computing_ends():
    """The kernel kills a worker that has used the CPU time of the whole submission."""
    assert _answer("root")["results"]["compute"] == {"ended": -signal.SIGKILL}


@pytest.mark.slow
@pytest.mark.parametrize("config", [{}, {"user": "ordinary", "refuse": [NO_UNSHARE]}], ids=["root", "ordinary"])
def test_torch_can_import_the_rest_of_itself_late(config):
    """Parts of torch that the warm-up left out, with the packages that they need, can be imported inside."""
    answer = run("dynamo", torch="bare", cpu=60, **config)
    assert answer["results"]["dynamo"] == ["sympy", "torch._dynamo"]


# ---- machines that lack something


@pytest.mark.parametrize("config", [{}, {"user": "ordinary", "without_namespaces": ALL}], ids=["root", "bare"])
def test_without_landlock_no_file_can_be_opened(config):
    """On a kernel without Landlock the filter refuses every file, and what is in memory already still works."""
    probes = ("many_threads", "own_signals", "files_outside", "temporary_files", "processes", "network", "memory")
    answer = run(*probes, refuse=[["landlock_create_ruleset", ENOSYS]], **config)
    assert answer["layers"][:2] == ["seccomp without files", "rlimits"]
    assert answer["known"] == []
    results = answer["results"]
    assert results["own_signals"] is True
    assert results["temporary_files"].startswith("PermissionError")
    assert results["files_outside"] == {}
    assert set(results["processes"].values()) <= {"PermissionError", EPERM}
    assert results["memory"][0] == "MemoryError"


@pytest.mark.slow
def test_without_landlock_training_works():
    """What the warm-up has loaded trains a model even where no file can be opened."""
    answer = run("train", "threads", torch="warm", user="ordinary", refuse=[["landlock_create_ruleset", ENOSYS]])
    assert answer["results"] == {"train": True, "threads": [400.0**3, 8, 2]}


def test_without_mounts_the_other_namespaces_remain():
    """Where namespaces can be had but nothing may be mounted, the others are used and Landlock guards the files."""
    answer = run("files_outside", "processes", refuse=[["mount", EPERM]])
    assert answer["layers"][-1] == "namespaces pid net ipc uts"
    assert answer["results"]["files_outside"] == {}


def test_root_without_capabilities_is_shut_in():
    """Root in a container that took its capabilities away is shut in by Landlock, seccomp and limits."""
    answer = run("files_outside", "processes", "mess", powerless=True, refuse=[NO_UNSHARE])
    assert answer["layers"][1:] == ["seccomp", "rlimits"]
    assert not answer["drops_user"]
    assert answer["results"]["files_outside"] == {}
    assert "left" not in answer


def test_a_shared_import_is_shut_in_without_namespaces():
    """A trusted process that forks workers itself keeps its view of the system, and its workers are shut in."""
    answer = run("files_outside", "processes", "network", "temporary_files", shared=True, user="ordinary")
    assert answer["layers"][1:] == ["seccomp", "rlimits"]
    assert answer["results"]["files_outside"] == {}
    assert set(answer["results"]["network"]) == {"PermissionError"}


FAULTS = {
    "no seccomp in the kernel": ({"refuse": [["prctl", EINVAL, [0, 21]]]}, "cannot filter system calls"),
    "the filter is refused": ({"refuse": [["prctl", EINVAL, [0, 22]]]}, "cannot be shut in"),
    "no libseccomp": ({"not_installed": ["pyseccomp"]}, "cannot be built"),
    "Landlock is refused": ({"refuse": [["landlock_restrict_self", EPERM]]}, "cannot be shut in"),
    "limits are refused": ({"refuse": [["prlimit64", EPERM]]}, "cannot be shut in"),
    "capabilities stay": ({"refuse": [["capset", EPERM]]}, "cannot be shut in"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_missing_layer_fails_closed(fault):
    """Where a required layer cannot be had, nothing of the student's runs and the error says so."""
    config, message = FAULTS[fault]
    answer = run("own_signals", **config)
    assert message in answer["error"]
    assert "results" not in answer


SPOILED = {
    "seccomp": ("seccomp", (), ["socket", "fork", "io_uring"]),
    "landlock": ("landlock", (), ["device"]),
    "landlock without namespaces": ("landlock", ALL, ["open", "list", "create", "device"]),
    "rlimits": ("rlimits", (), ["addresses"]),
    "descriptors": ("descriptors", (), ["descriptors"]),
}


@pytest.mark.parametrize("layer", SPOILED)
def test_the_self_test_notices_a_layer_that_does_not_hold(layer):
    """A layer that claims to be in force and is not is found by trying."""
    spoil, without, names = SPOILED[layer]
    answer = run(spoil=spoil, without_namespaces=without)
    assert answer["error"].startswith("The sandbox does not hold on this machine")
    for name in names:
        assert re.search(rf"\b{name}\b", answer["error"])


@pytest.mark.parametrize("without", [(), ALL], ids=["namespaces", "bare"])
def test_nobody_outlives_the_warm_process(without):
    """However the warm process or whoever started it ends, its workers end too, and its status is passed on."""
    answer = run(scenario="lifetime", user="ordinary", without_namespaces=without)
    assert answer["killed"] == [True, -signal.SIGKILL]
    assert answer["orphaned"] == [True, 0]
    assert answer["exits"] == [True, 7]
    assert answer["crashes"] == [True, -signal.SIGSEGV]


def test_without_a_sandbox_limits_still_hold():
    """A worker that is not shut in is bounded in memory and descriptors and alone in its session."""
    answer = run(scenario="limited", user="ordinary")
    assert answer["layers"] == ["rlimits"]
    assert answer["alone"]
    assert answer["results"]["memory"][0] == "MemoryError"
    assert answer["results"]["descriptors"][0] == 4


def test_trusted_processes_are_closed_to_others_of_the_same_user():
    """Memory and environment of a protected process cannot be opened, even by the same user without a sandbox."""
    answer = run(scenario="trusted", user="ordinary")
    assert answer["before"] == ["got None", "got None"]
    assert answer["after"] == ["PermissionError", "PermissionError"]


def test_nothing_starts_outside_private_namespaces():
    """The guard of this very file refuses to try anything where other processes could be reached."""
    config = json.dumps({"outside": sandbox_inside.identities(), "user": "root", "torch": "", "probes": []})
    done = subprocess.run(
        [sys.executable, "-I", str(INSIDE), "warm", config], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "not confined" in done.stderr


# ---- the parts, without shutting anything in


def _decide(program, arch, number, arguments=()):
    """Run a filter as the kernel would and return its verdict."""
    values = list(arguments) + [0] * (6 - len(arguments))
    data = struct.pack("=iIQ6Q", number, arch, 0, *values)
    instructions, accumulator, position = list(struct.iter_unpack("=HBBI", program)), 0, 0
    comparisons = {0x15: int.__eq__, 0x25: int.__gt__, 0x35: int.__ge__, 0x45: int.__and__}
    while True:
        code, if_true, if_false, constant = instructions[position]
        position += 1
        if code == 0x20:
            accumulator = struct.unpack_from("=I", data, constant)[0]
        elif code == 0x54:
            accumulator &= constant
        elif code == 0x05:
            position += constant
        elif code == 0x06:
            return constant
        else:
            position += if_true if comparisons[code](accumulator, constant) else if_false


ALLOWED, KILLED, REFUSED, ABSENT = 0x7FFF0000, 0x80000000, 0x00050000 | EPERM, 0x00050000 | ENOSYS
THREAD_FLAGS, FORK_FLAGS = 0x3D0F00, 0x1200011
DECISIONS = [
    ("read", (), ALLOWED),
    ("openat", (), ALLOWED),
    ("clone", (THREAD_FLAGS,), ALLOWED),
    ("clone", (FORK_FLAGS,), REFUSED),
    ("clone3", (), ABSENT),
    ("mmap", (0, 4096, 3, 0x22), ALLOWED),
    ("mmap", (0, 4096, 3, 0x21), REFUSED),
    ("mmap", (0, 4096, 3, 0x40022), REFUSED),
    ("mmap", (0, 4096, 1, 0x01, 5), ALLOWED),
    ("tgkill", (77, 78, 10), ALLOWED),
    ("tgkill", (1, 1, 10), REFUSED),
    ("prlimit64", (0, 7, 0, 4096), ALLOWED),
    ("prlimit64", (0, 7, 4096, 0), REFUSED),
    ("prlimit64", (5, 7, 0, 4096), REFUSED),
    ("sendto", (3, 4096, 5, 0, 0), ALLOWED),
    ("sendto", (3, 4096, 5, 0, 4096), REFUSED),
    ("ioctl", (0, 0x5401), ALLOWED),
    ("ioctl", (0, 0x5412), REFUSED),
    ("fcntl", (3, 1), ALLOWED),
    ("fcntl", (3, 6), REFUSED),
    ("pipe2", (4096, 0o2000000), ALLOWED),
    ("pipe2", (4096, 0o200), REFUSED),
    *[(name, (), REFUSED) for name in ("socket", "kill", "execve", "ptrace", "mount", "unshare", "bpf", "sendmsg")],
    *[
        (name, (), REFUSED)
        for name in ("keyctl", "fchmodat", "linkat", "symlinkat", "mknodat", "memfd_create", "setns")
    ],
    *[(name, (), REFUSED) for name in ("io_uring_setup", "userfaultfd", "perf_event_open", "personality", "prctl")],
]


@pytest.mark.parametrize("name", ["X86_64", "AARCH64"])
def test_the_filter_decides_alike_on_both_architectures(name):
    """The program for either processor allows and refuses the same calls, and kills other programs."""
    import pyseccomp

    from grader.sandbox import seccomp

    arch = getattr(pyseccomp.Arch, name)
    native = arch == pyseccomp.system_arch()
    program = seccomp.with_pid(seccomp.build(arch=None if native else arch), 77)
    for call, arguments, verdict in DECISIONS:
        number = pyseccomp.resolve_syscall(arch, call)
        assert _decide(program, arch, number, arguments) == verdict, (call, arguments)
    assert _decide(program, pyseccomp.Arch.X86, 3) == KILLED
    if name == "X86_64":
        assert _decide(program, arch, 0x40000000) == KILLED


def test_without_files_the_filter_opens_nothing():
    """The program for kernels without Landlock refuses every call that takes a path."""
    import pyseccomp

    from grader.sandbox import seccomp

    arch = pyseccomp.system_arch()
    program = seccomp.with_pid(seccomp.build(files=False), 77)
    for call in ("openat", "newfstatat", "statx", "readlinkat", "mkdirat", "unlinkat", "renameat2", "getdents64"):
        assert _decide(program, arch, pyseccomp.resolve_syscall(arch, call)) == REFUSED
    for call in ("read", "write", "fstat", "lseek", "futex"):
        assert _decide(program, arch, pyseccomp.resolve_syscall(arch, call)) == ALLOWED


def test_a_filter_of_unexpected_form_is_not_used():
    """A program in which the worker's pid does not have exactly one place is refused rather than loaded."""
    from grader.errors import SandboxError
    from grader.sandbox import seccomp

    with pytest.raises(SandboxError, match="expected form"):
        seccomp.with_pid(struct.pack("=HBBI", 6, 0, 0, ALLOWED), 77)


def test_all_rights_of_each_landlock_are_handled():
    """Every right that a kernel's Landlock knows is taken away, and none that it does not know is named."""
    from grader.sandbox import landlock

    files = [landlock.handled(abi)[0].bit_length() for abi in range(1, 9)]
    assert files == [13, 14, 15, 15, 16, 16, 16, 16]
    assert [landlock.handled(abi)[1:] for abi in (1, 3, 4, 5, 6, 7)] == [(0, 0), (0, 0), (3, 0), (3, 0), (3, 3), (3, 3)]


def test_the_readable_trees_leave_out_the_grader_and_other_packages():
    """What may be read holds the standard library, but neither the grader nor all of site-packages."""
    from grader.sandbox import trees

    found = trees.find()
    installed = {os.path.realpath(path) for path in sys.path if path.endswith("-packages")}
    grader = str(HERE.parents[1] / "grader")
    for path in found.paths:
        assert not any(place == path or place.startswith(path + "/") for place in {*installed, grader, str(HERE)})
    library = os.path.realpath(os.path.dirname(os.__file__))
    assert any(path in (library, os.path.join(library, "os.py")) for path in found.paths)
    assert all(os.path.realpath(path) == path for path in found.paths)


def test_closed_folders_are_carved_out(tmp_path):
    """A folder that holds a closed one is replaced by its other entries, at every depth."""
    from grader.sandbox import trees

    for name in ("a", "lib/site-packages/torch", "lib/x"):
        (tmp_path / name).mkdir(parents=True)
    closed = frozenset({str(tmp_path / "lib" / "site-packages")})
    assert sorted(trees.carve(str(tmp_path), closed)) == [str(tmp_path / "a"), str(tmp_path / "lib" / "x")]
    assert trees.carve(str(tmp_path / "a"), closed) == [str(tmp_path / "a")]


def test_scratch_folders_are_removed_without_following_links(tmp_path):
    """Removing a scratch folder touches nothing that a link in it leads to, however deep and locked it is."""
    from grader.sandbox import scratch

    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "file").write_text("kept")
    folder = tmp_path / "scratch"
    folder.mkdir()
    (folder / "link").symlink_to(kept)
    (folder / "file link").symlink_to(kept / "file")
    (folder / "locked" / "in").mkdir(parents=True)
    (folder / "locked").chmod(0)
    place = os.open(folder, os.O_RDONLY)
    for _ in range(300):
        os.mkdir("deep", dir_fd=place)
        deeper = os.open("deep", os.O_RDONLY, dir_fd=place)
        os.close(place)
        place = deeper
    os.close(place)
    assert scratch.exceeds(str(folder), 1 << 20, 100)
    scratch.remove(str(folder))
    assert not folder.exists()
    assert (kept / "file").read_text() == "kept"


def test_full_scratch_folders_are_noticed(tmp_path):
    """A folder exceeds its limits by its bytes or by the number of its entries, and an empty one does not."""
    from grader.sandbox import scratch

    assert not scratch.exceeds(str(tmp_path), 1 << 20, 10)
    for number in range(11):
        (tmp_path / f"{number}").mkdir()
    assert scratch.exceeds(str(tmp_path), 1 << 20, 10)
    (tmp_path / "0" / "large").write_bytes(bytes(100_000))
    assert scratch.exceeds(str(tmp_path), 65536, 1000)
    assert not scratch.exceeds(str(tmp_path), 1 << 20, 1000)


def test_only_linux_can_shut_in(monkeypatch):
    """On another system preparing a sandbox fails with a sentence that says what would help."""
    from grader import sandbox
    from grader.errors import SandboxError

    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(SandboxError, match="only be shut in on Linux") as caught:
        sandbox.prepare()
    assert "--no-sandbox" in caught.value.hint
