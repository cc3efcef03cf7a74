"""Kills whoever grades a class at random moments: ``python -m benchmarks.kills --kills 50``.

A class of right, wrong and crashing submissions is graded by the real command, over and over. Meanwhile one process
after the other gets SIGKILL: the command itself, also while it writes the gradebook; a process that grades; its warm
process; a worker; a worker or the scheduler of a Dask cluster. After each death nothing that was recorded may be gone
or changed, and once a class is finished every student must have one result, and journal, reports and gradebook must
say the same.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import pages
from benchmarks.processes import await_text
from benchmarks.workplace import REPOSITORY
from grader.course import find_course
from grader.journal import FILE, Journal
from grader.results import Report

COURSE = REPOSITORY / "tests" / "course"
EXERCISE = "exercise01_double"
RIGHT = (COURSE / "submissions" / "passed" / "right.py").read_text(encoding="utf-8")
SUBMISSIONS = (
    RIGHT,
    RIGHT + "\n# again\n",
    "def double(x):\n    return 3 * x\n",
    "import os\n\n\ndef double(x):\n    os._exit(0)\n",
)
STUDENTS = 24
TARGETS = ("command", "writer", "grading", "warm", "worker", "cluster worker", "scheduler")
PATIENCE = 300.0
_COSTS = {"cluster worker": 3, "scheduler": 3}  # so many times less often: a cluster takes its time to start


@dataclass
class Tally:
    """What was killed and what was wrong afterwards."""

    killed: Counter[str] = field(default_factory=Counter)
    classes: int = 0  # that were graded to the end
    runs: int = 0
    wrong: list[str] = field(default_factory=list)


class Class:
    """A class in a folder of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for part in ("exercises", "solutions", "course.toml"):
            (shutil.copytree if (COURSE / part).is_dir() else shutil.copyfile)(COURSE / part, root / part)
        for number in range(STUDENTS):
            folder = root / "submitted" / f"s{number:02}" / EXERCISE
            folder.mkdir(parents=True)
            (folder / "double.py").write_text(f"{SUBMISSIONS[number % len(SUBMISSIONS)]}# {number}\n")
        self.seen: dict[int, str] = {}  # rows by their number, as they were when they were first seen

    def rows(self) -> dict[int, Report]:
        """Return the rows of the journal by their numbers."""
        if not (self.root / ".grade" / FILE).is_file():
            return {}
        with Journal.of(find_course(self.root), create=False) as journal:
            return {number: journal.row(number).report for number in range(1, journal.last_number() + 1)}

    def look(self) -> list[str]:
        """Return what is wrong with what is there: what was recorded before must still be, as it was."""
        rows = {number: report.to_json() for number, report in self.rows().items()}
        wrong = [f"row {number} is gone or changed" for number, text in self.seen.items() if rows.get(number) != text]
        self.seen = rows
        names = Counter(Report.from_json(text).student for text in rows.values())
        wrong += [f"{name} has {count} rows" for name, count in names.items() if count > 1]
        return wrong

    def finished(self) -> list[str]:
        """Return what is wrong with a class that is graded."""
        wrong, points = [], {}
        for report in self.rows().values():
            name = str(report.student)
            points[name] = report.points
            path = self.root / "graded" / name / EXERCISE / "report.json"
            if not path.is_file() or Report.from_json(path.read_bytes()) != report:
                wrong.append(f"the report of {name} is not that of the journal")
            if (report.points == 100.0) != (int(name[1:]) % len(SUBMISSIONS) < 2):
                wrong.append(f"{name} has {report.points} points")
        if len(points) != STUDENTS:
            wrong.append(f"{len(points)} of {STUDENTS} students have a result")
        if in_book := self.gradebook():
            wrong += [
                f"the gradebook has {in_book.get(name)} for {name}"
                for name in points
                if in_book.get(name) != points[name]
            ]
        elif self.has_nbgrader():
            wrong.append("there is no gradebook")
        return wrong

    @staticmethod
    def has_nbgrader() -> bool:
        """Say whether there can be a gradebook."""
        from grader import gradebook

        return gradebook.available()

    def gradebook(self) -> dict[str, float]:
        """Return the points in the gradebook."""
        path = self.root / "gradebook.db"
        if not path.is_file():
            return {}
        query = (
            "SELECT s.student_id, sum(g.auto_score) FROM grade g JOIN submitted_notebook n ON g.notebook_id = n.id"
            " JOIN submitted_assignment s ON n.assignment_id = s.id GROUP BY s.student_id"
        )
        with contextlib.closing(sqlite3.connect(path, timeout=30)) as connection:
            return dict(connection.execute(query).fetchall())


def below(pid: int, depth: int = 1) -> Iterator[tuple[int, int, str]]:
    """Yield the processes that one has started, with their depth and command."""
    for child in pages.children(pid):
        with contextlib.suppress(OSError):
            yield child, depth, Path(f"/proc/{child}/cmdline").read_text(errors="replace")
        yield from below(child, depth + 1)


def candidates(process: subprocess.Popen[str], target: str) -> list[int]:
    """Return the processes below the command that are of a kind."""
    if target in ("command", "writer"):
        return [process.pid]
    found = list(below(process.pid))
    if target == "grading":
        return [pid for pid, _, command in found if "grader.batch.process" in command]
    warm = [(depth, pid) for pid, depth, command in found if "grader.worker.warm" in command]
    first = min((depth for depth, _ in warm), default=0)
    workers = [pid for depth, pid in warm if depth > first + 1]
    return workers if target == "worker" else [pid for depth, pid in warm if depth <= first + 1]


def kill(pid: int, above: int) -> bool:
    """Kill a process if it is still one that the command has started, or the command itself."""
    try:
        handle = os.pidfd_open(pid)
    except OSError:
        return False
    try:
        if pid != above and pid not in {child for child, _, _ in below(above)}:
            return False
        signal.pidfd_send_signal(handle, signal.SIGKILL)
        return True
    except OSError:
        return False
    finally:
        os.close(handle)


def command(root: Path, *more: str) -> subprocess.Popen[str]:
    """Start `grade batch`."""
    words = [sys.executable, "-c", "from grader.cli import main; main()", "batch", "-q", "-C", str(root), *more]
    return subprocess.Popen(
        words, cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def graded(students: Class) -> int:
    """Return how many rows there are, without opening the journal for writing."""
    with contextlib.suppress(sqlite3.Error):
        uri = f"file:{students.root / '.grade' / FILE}?mode=ro"
        with contextlib.closing(sqlite3.connect(uri, uri=True, timeout=5)) as connection:
            return int(connection.execute("SELECT count(*) FROM graded").fetchone()[0])
    return 0


def wait_for_the_moment(process: subprocess.Popen[str], students: Class, target: str, chance: random.Random) -> None:
    """Wait until the target can be hit, and then for a random while."""
    wanted = STUDENTS if target == "writer" else graded(students) + chance.randrange(5)
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline and graded(students) < min(wanted, STUDENTS):
        time.sleep(0.01)
    time.sleep(chance.random() * (1.5 if target == "writer" else 0.3))


def one_run(students: Class, target: str, chance: random.Random, tally: Tally, *more: str) -> bool:
    """Grade, kill the target once at a random moment, and let the rest go on; return whether it was hit."""
    tally.runs += 1
    with command(students.root, *more) as process:
        try:
            wait_for_the_moment(process, students, target, chance)
            found = candidates(process, target)
            hit = bool(found) and process.poll() is None and kill(chance.choice(found), process.pid)
            _, said = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
    if hit:
        tally.killed[target] += 1
    note_what_is_wrong(students, target, said, tally)
    return hit


def note_what_is_wrong(students: Class, target: str, said: str, tally: Tally) -> None:
    """Look at the class after a death, and at what the command has said."""
    tally.wrong += [f"after the {target} was killed: {wrong}" for wrong in students.look()]
    if "Traceback" in said and "grader/" in said.rpartition("Traceback")[2]:  # Dask's own words are its own
        tally.wrong.append(f"after the {target} was killed it said {said[-300:]}")


class Cluster:
    """A scheduler with two workers, of which single ones may be killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: dict[str, list[subprocess.Popen[bytes]]] = {}

    def __enter__(self) -> Cluster:
        file = self.folder / "scheduler.json"
        self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file))
        self.address = json.loads(await_text(file, PATIENCE, self.processes["scheduler"][0]))["address"]
        for _ in range(2):
            self._start("worker", self.address, "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny",
                        "--local-directory", str(self.folder))  # fmt: skip
        return self

    def _start(self, kind: str, *words: str) -> None:
        environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", kind, *words, "--no-dashboard"], cwd=REPOSITORY, env=environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.processes.setdefault(kind, []).append(process)

    def __exit__(self, *_: object) -> None:
        for process in [each for kind in ("worker", "scheduler") for each in self.processes.get(kind, [])]:
            process.kill()
            process.wait()


def on_a_cluster(students: Class, target: str, chance: random.Random, tally: Tally) -> None:
    """Grade on a cluster of which one process is killed."""
    tally.runs += 1
    with (
        tempfile.TemporaryDirectory(prefix="kills-cluster-") as folder,
        Cluster(Path(folder)) as cluster,
        command(students.root, "--cluster", cluster.address) as process,
    ):
        try:
            wait_for_the_moment(process, students, target, chance)
            victim = chance.choice(cluster.processes["scheduler" if target == "scheduler" else "worker"])
            if process.poll() is None and victim.poll() is None:
                victim.kill()
                tally.killed[target] += 1
            _, said = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
    note_what_is_wrong(students, target, said, tally)


def measure(kills: int, seed: int, targets: tuple[str, ...] = TARGETS) -> Tally:
    """Kill so many times; every class is then graded to its end."""
    chance, tally = random.Random(seed), Tally()
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        while sum(tally.killed.values()) < kills and tally.runs < 4 * kills:
            root = Path(folder) / str(tally.classes)
            root.mkdir()
            students = Class(root)
            for _ in range(chance.randrange(2, 6)):
                if sum(tally.killed.values()) >= kills:
                    break
                target = min(targets, key=lambda each: (tally.killed[each] * _COSTS.get(each, 1), chance.random()))
                if target in ("cluster worker", "scheduler"):
                    on_a_cluster(students, target, chance, tally)
                else:
                    one_run(students, target, chance, tally, "-j", "2")
            with command(students.root, "-j", "2") as process:
                _, said = process.communicate(timeout=PATIENCE)
            if process.returncode != 0:
                tally.wrong.append(f"the last run of a class ended with {process.returncode}: {said[-300:]}")
            tally.wrong += students.look() + students.finished()
            tally.classes += 1
            shutil.rmtree(root)
    return tally


def main() -> int:
    """Print what was killed and what was wrong; return 1 if anything was, else 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kills", description="Kill whoever grades, at random.")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--target", choices=TARGETS, action="append", help="only these (may be repeated)")
    options = parser.parse_args()
    started = time.monotonic()
    tally = measure(options.kills, options.seed, tuple(options.target or TARGETS))
    killed = ", ".join(f"{target} {tally.killed[target]}" for target in TARGETS if tally.killed[target])
    seconds = time.monotonic() - started
    classes = f"{tally.runs} runs of {tally.classes} classes of {STUDENTS}"
    print(
        f"{sum(tally.killed.values())} kills ({killed}) in {classes}, {seconds:.0f} s: {len(tally.wrong)} things wrong"
    )
    for wrong in tally.wrong:
        print(f"  {wrong}")
    return int(bool(tally.wrong))


if __name__ == "__main__":
    sys.exit(main())
