"""`grade doctor`: what it says on this machine, on machines that lack something, and about courses."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.background import place as location
from grader.cli import doctor as command
from grader.cli import program
from grader.doctor import Diagnosis, Finding, confinement, diagnose, machine, place
from grader.doctor.confinement import Trial, judged
from grader.sandbox import Abilities, abilities

MINIATURE = Path(__file__).parent / "course"
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the sandbox is Linux's")
EPERM, ENOSYS, EINVAL = 1, 38, 22
# Plays a machine whose kernel refuses some system calls, and runs the command there.
REFUSING = """
import json, sys
import pyseccomp
program = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
for name, number, *conditions in json.loads(sys.argv[1]):
    arguments = [pyseccomp.Arg(position, pyseccomp.EQ, value) for position, value in conditions]
    program.add_rule(pyseccomp.ERRNO(number), name, *arguments)
program.load()
from grader.cli import program
program.main(["doctor", *sys.argv[2:]])
"""


def on_a_machine(*refused: list[object]) -> tuple[int, dict[str, dict[str, str]]]:
    """Run the command where system calls are refused; return the exit code and the findings by name."""
    arguments = [sys.executable, "-P", "-c", REFUSING, json.dumps(refused), "-C", str(MINIATURE), "--format", "json"]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=300, check=False, cwd=MINIATURE)
    assert done.stderr == ""
    answer = json.loads(done.stdout)
    assert answer["safe"] == (done.returncode == 0)
    return done.returncode, {finding["name"]: finding for finding in answer["findings"]}


@LINUX
def test_this_machine():
    """Every thing is looked at, and a worker that was really shut in has computed."""
    code, found = on_a_machine()

    assert code == 0
    assert {"Python", "PyTorch", "cores", "memory", "system"} <= found.keys()
    assert {"Landlock", "seccomp", "limits", "namespaces", "cgroups", "privileges", "trial"} <= found.keys()
    assert {"course", "folder", "journal", "nbgrader", "distributed", "git"} <= found.keys()
    assert "was shut in and computed" in found["trial"]["text"]
    assert "1 exercise, all with hidden checks" in found["course"]["text"]


@LINUX
def test_machine_without_landlock_and_namespaces():
    """A class can be graded there, and what is missing is said with what to do about it."""
    code, found = on_a_machine(["landlock_create_ruleset", ENOSYS], ["unshare", EPERM])

    assert code == 0
    assert (found["Landlock"]["state"], found["namespaces"]["state"]) == ("lacking", "lacking")
    assert "Linux 5.13" in found["Landlock"]["hint"]
    assert found["namespaces"]["text"].startswith("none; refused: user (Operation not permitted)")
    assert "To get them:" in found["namespaces"]["hint"]
    assert found["trial"]["state"] == "good"


@LINUX
def test_machine_without_seccomp():
    """Nobody's work may be graded there: exit code 1, and the trial says why, too."""
    code, found = on_a_machine(["prctl", EINVAL, [0, 21]])

    assert code == 1
    assert (found["seccomp"]["state"], found["trial"]["state"]) == ("bad", "bad")
    assert "cannot filter" in found["trial"]["text"]


GOOD = Abilities(
    linux=True,
    landlock=7,
    landlock_features=("files",),
    namespaces=tuple((name, "") for name in ("user", "pid", "mount", "net")),
    limits=("AS", "CPU", "FSIZE", "NOFILE", "NPROC"),
)


def by_name(findings: list[Finding]) -> dict[str, Finding]:
    """Return the findings by name."""
    return {finding.name: finding for finding in findings}


def test_worker_that_computes_nonsense():
    """A worker that cannot be shut in, or that computes something else, makes a machine unfit."""
    for trial in (
        Trial(error="It cannot be had.", hint="Try again."),
        Trial(("seccomp",), 1, 1, "A worker computed 3."),
    ):
        findings = judged(GOOD, trial)

        assert by_name(findings)["trial"].state == "bad"
        assert not Diagnosis(tuple(findings)).safe
        assert "see trial" in Diagnosis(tuple(findings)).sentence


def test_namespaces_that_are_not_used():
    """What the kernel grants and the sandbox does not use is told apart from what it refuses."""
    found = by_name(judged(GOOD, Trial(("landlock 7", "seccomp", "rlimits", "namespaces user pid net"))))["namespaces"]

    assert found.text == "user, pid, net; not used: mount"
    assert found.state == "lacking"


def test_other_systems(monkeypatch):
    """Where there is no Linux nothing is tried, and nobody's work may be graded."""
    monkeypatch.setattr(sys, "platform", "darwin")
    (found,) = confinement.look()

    assert found.state == "bad"
    assert "WSL 2" in found.hint


@LINUX
def test_abilities_leave_this_process_as_it_is():
    """Trying for namespaces changes nothing here."""
    before = {name: os.readlink(f"/proc/self/ns/{name}") for name in os.listdir("/proc/self/ns")}
    found = abilities()

    assert {name: os.readlink(f"/proc/self/ns/{name}") for name in os.listdir("/proc/self/ns")} == before
    assert [name for name, _ in found.namespaces] == ["user", "pid", "mount", "net", "ipc", "uts"]


def test_memory_of_a_container(tmp_path):
    """What a control group grants counts, in both versions; no bound is none."""
    (tmp_path / "proc").mkdir()
    (tmp_path / "proc" / "meminfo").write_text("MemTotal: 8388608 kB\nMemAvailable: 6291456 kB\n")
    assert machine.memory(tmp_path) == (8 << 30, 6 << 30)

    groups = tmp_path / "sys" / "fs" / "cgroup"
    (groups / "memory").mkdir(parents=True)
    (groups / "memory.max").write_text("max\n")
    (groups / "memory" / "memory.limit_in_bytes").write_text(f"{(1 << 63) - 4096}\n")
    assert machine.memory(tmp_path) == (8 << 30, 6 << 30)

    (groups / "memory.max").write_text(f"{2 << 30}\n")
    (groups / "memory.current").write_text(f"{3 << 29}\n")
    assert machine.memory(tmp_path) == (2 << 30, 1 << 29)


def test_kinds_of_containers(tmp_path):
    """A container is recognised by what its program leaves in it, WSL by its kernel."""
    (tmp_path / "proc" / "sys" / "kernel").mkdir(parents=True)
    (tmp_path / "proc" / "1").mkdir()
    release = tmp_path / "proc" / "sys" / "kernel" / "osrelease"
    release.write_text("6.1.0-generic\n")
    (tmp_path / "proc" / "1" / "environ").write_bytes(b"HOME=/\0")
    assert machine.container(tmp_path) == ""
    release.write_text("5.15.90.1-microsoft-standard-WSL2\n")
    assert machine.container(tmp_path) == "WSL"
    (tmp_path / "proc" / "1" / "environ").write_bytes(b"HOME=/\0container=lxc\0")
    assert machine.container(tmp_path) == "a container (lxc)"
    (tmp_path / ".dockerenv").touch()
    assert machine.container(tmp_path) == "a Docker container"


def test_background_process(tmp_path, monkeypatch):
    """It is said whether a background process is there: by who holds its lock, and without asking it anything."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.delenv("GRADE_BACKGROUND", raising=False)
    assert by_name(machine.look())["background"].text == "none is running"

    folder = location.open_folder(create=True)
    held = location.lock(folder)
    assert "keeps PyTorch in memory" in by_name(machine.look())["background"].text
    location.unlock(held)
    os.close(held)
    os.close(folder)
    assert by_name(machine.look())["background"].text == "none is running"
    monkeypatch.setenv("GRADE_BACKGROUND", "0")
    assert "switched off" in by_name(machine.look())["background"].text


def test_versions():
    """Versions are compared by their numbers, whatever follows these."""
    assert machine.numbers("2.13.0+cpu") == (2, 13, 0)
    assert machine.numbers("2.6.0rc1") == (2, 6)
    assert machine.numbers("odd") == ()


def test_file_systems(tmp_path):
    """A folder belongs to the mount nearest above it, and of equals to the later one."""
    mounts = tmp_path / "mounts"
    mounts.write_text("/dev/sda / ext4 rw 0 0\nhome:/x /data nfs4 rw 0 0\ntmp /data/my\\040course tmpfs rw 0 0\n")
    assert place.file_system(Path("/srv/course"), mounts) == "ext4"
    assert place.file_system(Path("/data/course"), mounts) == "nfs4"
    assert place.file_system(Path("/datas"), mounts) == "ext4"
    assert place.file_system(Path("/data/my course/x"), mounts) == "tmpfs"
    assert place.file_system(Path("/data"), tmp_path / "none") == ""


def test_course_on_a_network_disk(monkeypatch):
    """A journal does not belong on a disk of another machine, and this is said."""
    monkeypatch.setattr(place, "file_system", lambda folder: "nfs4")
    found = by_name(place.look(MINIATURE))["folder"]

    assert found.state == "lacking"
    assert "SQLite" in found.hint


def test_no_course_and_a_students_copy(tmp_path):
    """Without a course, and in a student's copy, nothing is said about grading a class with it."""
    (found,) = place.look(tmp_path)
    assert (found.name, found.state) == ("course", "lacking")

    shutil.copytree(MINIATURE / "exercises", tmp_path / "exercises")
    shutil.copyfile(MINIATURE / "course.toml", tmp_path / "course.toml")
    found = by_name(place.look(tmp_path))
    assert "a student's copy" in found["course"].text
    assert "nbgrader" not in found


def test_missing_programs_and_broken_exercises(tmp_path, monkeypatch):
    """What is not installed is named with the command that installs it, a broken exercise with its reason."""
    shutil.copytree(MINIATURE, tmp_path / "course")
    (tmp_path / "course" / "exercises" / "exercise09_broken").mkdir()
    monkeypatch.setattr(place.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(place.shutil, "which", lambda name: None)
    found = by_name(place.look(tmp_path / "course"))

    for name, words in (("nbgrader", "[course]"), ("distributed", "[cluster]"), ("git", "Install git")):
        assert found[name].state == "lacking"
        assert words in found[name].hint
    assert found["exercise09_broken"].state == "lacking"


SAMPLE = Diagnosis(
    (
        Finding("machine", "Python", "good", "3.11.7"),
        Finding("sandbox", "namespaces", "lacking", "none; refused: user (Operation not permitted)", "Go elsewhere."),
        Finding("sandbox", "trial", "bad", "It \x1b[2J cannot be had.", "Try again."),
    )
)  # fmt: skip


@pytest.mark.parametrize("columns", [24, 40, 80])
def test_screen(monkeypatch, columns):
    """The screen says first what it comes down to; no line is too long, and nothing in it steers a terminal."""
    monkeypatch.setattr("grader.doctor.diagnose", lambda start: SAMPLE)
    done = CliRunner(env={"COLUMNS": str(columns)}).invoke(program, ["doctor"])

    assert done.exit_code == 1
    assert done.stdout.startswith("Do not grade")
    assert max(map(len, done.stdout.splitlines())) <= columns
    assert "Try again." in " ".join(done.stdout.split())
    assert "\x1b" not in done.stdout


def test_quiet(monkeypatch):
    """With -q only the one sentence is said."""
    monkeypatch.setattr("grader.doctor.diagnose", lambda start: Diagnosis(SAMPLE.findings[:2]))
    done = CliRunner().invoke(program, ["doctor", "-q"])

    assert (done.exit_code, done.stdout) == (0, "A class can be graded on this machine.\n")
    assert command.SIGNS.keys() == {"good", "lacking", "bad"}


def test_everything_together(monkeypatch):
    """The three parts come one after the other."""
    monkeypatch.setattr("grader.doctor.confinement.try_it", lambda: Trial(("landlock 7", "namespaces user pid")))
    found = diagnose(MINIATURE)

    assert [finding.group for finding in found.findings] == sorted(
        (finding.group for finding in found.findings), key=["machine", "sandbox", "course"].index
    )
