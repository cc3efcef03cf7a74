"""A Dask cluster with a real scheduler and real workers: all is graded once, whoever ends in the middle."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from benchmarks.processes import await_text
from grader import batch as grading
from grader import gradebook
from grader.attempts import secret
from grader.batch import Order, gradable
from grader.batch.addresses import checked, exposed
from grader.batch.chunks import pack, pack_answers, unpack, unpack_answers
from grader.batch.pool import LocalPool, Setting
from grader.batch.remote import grade_chunk
from grader.batch.work import Answer, Outcome, Task
from grader.cli import program
from grader.errors import GraderError, UserError, WireError
from grader.journal import Journal
from grader.results import Report
from tests.test_batch.cluster_side import answer_at_once, answer_nonsense, report_of
from tests.test_batch.conftest import EXERCISE, RIGHT, Recorder, with_a_picture
from tests.test_batch.stand_in import StandIn as Ready
from tests.test_batch.test_batch import rows

REPOSITORY = Path(__file__).parents[2]
ENVIRONMENT = os.environ | {
    "PYTHONPATH": str(REPOSITORY),
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",  # the default is 3: each costs a worker
    "DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE": "False",
}

# ---- addresses and messages: no cluster needed


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:8786", "tcp://[::1]:8786", "tcp://localhost:1", "tls://10.0.0.1:8786"]
)
def test_addresses_that_are_taken(address):
    """Loopback may be bare, everything else is behind TLS."""
    checked(address)
    assert not exposed(address)


@pytest.mark.parametrize(
    "address",
    [
        "tcp://192.168.1.5:8786", "tcp://cluster.example:8786", "tcp://0.0.0.0:8786", "tcp://127.0.0.1.example:8786",
        "127.0.0.1:8786", "ws://127.0.0.1:8786", "ucx://127.0.0.1:1", "tcp://127.0.0.1", "tcp://:8786", "tcp://[::1",
        "", "tcp://127.0.0.1@evil.example:8786",
    ],
)  # fmt: skip
def test_addresses_that_are_refused(address):
    """Another machine without TLS is refused, and so is what is no address; the message says what to write."""
    with pytest.raises(UserError) as refused:
        checked(address)
    assert "tls://" in (refused.value.hint or "")


def tasks(*sources: str | bytes) -> list[Task]:
    """Return a task for each source."""
    data = [source if isinstance(source, bytes) else source.encode() for source in sources]
    return [Task(number, EXERCISE, "double.py", each) for number, each in enumerate(data)]


def test_chunks_are_read_back():
    """A chunk and its answers are the same on the other side."""
    chunk = tasks("# 1", b"\x00\n\xff", "")
    answers = [Answer(chunk[0], Outcome.GRADED, report_of(chunk[0])), *(
        Answer(task, Outcome.UNREADABLE, message="No text.", hint="Look.") for task in chunk[1:]
    )]  # fmt: skip

    assert unpack(pack({"root": "x"}, b"secret", chunk)) == ({"root": "x", "bytes": 6}, b"secret", chunk)
    assert unpack_answers(chunk, pack_answers(answers)) == answers


def test_answers_must_fit():
    """Answers to other tasks, to some of them, twice or without a report are refused."""
    chunk = tasks("# 1", "# 2")
    one = pack_answers([Answer(chunk[0], Outcome.GRADED, report_of(chunk[0]))])
    without = pack_answers([Answer(task, Outcome.GRADED) for task in chunk])
    for data in (one, one + one, one * 3, b"", b"{}\n", b"\x80\x04N.", without):
        with pytest.raises(WireError):
            unpack_answers(chunk, data)


def setting_of(students, **more) -> dict[str, object]:
    """Return what is sent with a chunk."""
    from grader import __version__

    return {
        "grader": __version__,
        "root": str(students.root),
        "sandbox": True,
        "pictures": False,
        "run": "1",
        "checks": {},
    } | more


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"grader": "0.0.1"}, "we have 0.0.1"),
        ({"root": "/nowhere"}, "has not this course"),
        ({"checks": {EXERCISE: "sha256:other"}}, "has other checks"),
    ],
)
def test_worker_with_another_course(students, more, words):
    """A worker whose program, course or checks are others grades nothing, and says what is the matter."""
    chunk = tasks(RIGHT)

    (answer,) = unpack_answers(chunk, grade_chunk(pack(setting_of(students, **more), b"secret", chunk)))

    assert (answer.outcome, answer.report) == (Outcome.BROKEN, None)
    assert words in answer.message


def test_without_distributed(students, monkeypatch):
    """Where Dask is missing, the message says how to get it."""
    from grader.batch.cluster import ClusterPool

    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UserError) as missing, ClusterPool("tcp://127.0.0.1:8786", Setting(students.root, b"", True)):
        pass
    assert "[cluster]" in (missing.value.hint or "")


def test_open_cluster_is_refused(students):
    """A scheduler that is reached over loopback, but listens to the network or has workers that do, gets nothing."""
    from grader.batch.cluster import ClusterPool

    grading_pool = ClusterPool("tcp://127.0.0.1:8786", Setting(students.root, b"", True))
    for scheduler, worker in (
        ("tcp://10.0.0.5:8786", "tcp://127.0.0.1:1"),
        ("tcp://127.0.0.1:8786", "tcp://10.0.0.5:1"),
    ):
        info = {"address": scheduler, "workers": {worker: {"nthreads": 1}}}
        grading_pool._client = SimpleNamespace(sync=lambda function, info=info, **more: info)
        with pytest.raises(UserError, match=r"10\.0\.0\.5:\d+ without TLS"):
            grading_pool._refuse_exposed()


def test_command_refuses(students, capsys):
    """The command refuses another machine without TLS before it looks at anything, and -j beside a cluster."""
    for words, said in (
        (["--cluster", "tcp://192.168.1.5:8786"], "neither secret nor safe"),
        (["--cluster", "tls://cluster:1", "-j", "2"], "decided there"),
    ):
        with pytest.raises(SystemExit) as ended:
            program.main(["batch", "-C", str(students.root), *words])
        assert ended.value.code == 2
        assert said in capsys.readouterr().err


# ---- a scheduler and workers


class Cluster:
    """A scheduler and workers, processes on this machine; a context manager that ends them."""

    def __init__(self, folder: Path, tls: dict[str, str] | None = None) -> None:
        self.folder = folder
        self.environment = ENVIRONMENT | {"DASK_TEMPORARY_DIRECTORY": str(folder)} | (tls or {})
        self.host = "tls://127.0.0.1" if tls else "127.0.0.1"
        self.file = folder / "scheduler.json"
        self.scheduler = self._start(
            "scheduler", "--host", self.host, "--port", "0", "--scheduler-file", str(self.file)
        )
        self.workers: list[subprocess.Popen[bytes]] = []
        self.nannies: list[subprocess.Popen[bytes]] = []
        self.address = json.loads(await_text(self.file, 120, self.scheduler))["address"]

    def work(self, count: int = 1, *, nanny: bool = False) -> None:
        """Start workers, which may be restarted by a nanny if they end."""
        for _ in range(count):
            (self.nannies if nanny else self.workers).append(
                self._start(
                    "worker", self.address, "--host", self.host, "--nthreads", "1", "--local-directory",
                    str(self.folder), "--nanny" if nanny else "--no-nanny",
                )
            )  # fmt: skip

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *words, "--no-dashboard"]
        with (self.folder / f"{words[0]}.log").open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=REPOSITORY,
                env=self.environment,
                stdout=log,
                stderr=log,
            )

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.nannies:  # they end their workers
            process.terminate()
        for process in self.nannies:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
        for process in (*self.nannies, *self.workers, self.scheduler):
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Give a scheduler with two workers."""
    pytest.importorskip("distributed")
    with Cluster(tmp_path_factory.mktemp("cluster")) as started:
        started.work(2)
        yield started


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Cluster]:
    """Give a scheduler of its own, as yet without workers."""
    pytest.importorskip("distributed")
    (tmp_path / "cluster").mkdir()
    with Cluster(tmp_path / "cluster") as started:
        yield started


@pytest.fixture(autouse=True)
def no_gradebook(monkeypatch):
    """Let nbgrader be missing."""
    monkeypatch.setattr(gradebook, "available", lambda: False)


def pool(cluster: Cluster, students, work=answer_at_once, **more):
    """Return a pool for the course."""
    from grader.batch.cluster import ClusterPool

    return ClusterPool(cluster.address, Setting(students.root, b"secret", True), work, **more)


def answers(cluster: Cluster, students, given, work=answer_at_once, **more):
    """Return the answers by the numbers of their tasks; each comes once."""
    with pool(cluster, students, work, **more) as grading_pool:
        found = list(grading_pool.answers(given))
    assert len({answer.task.number for answer in found}) == len(found)
    return {answer.task.number: answer for answer in found}


@pytest.mark.slow
def test_every_task_is_answered_once(cluster, students):
    """Many tasks come back, each once and with its own report; few of them exist at a time."""
    taken = 0

    def coming() -> Iterator[Task]:
        nonlocal taken
        for task in tasks(*(f"# {number % 101}" for number in range(2000))):
            taken += 1
            yield task

    most, found = 0, {}
    with pool(cluster, students) as grading_pool:
        for answer in grading_pool.answers(coming()):
            found[answer.task.number] = answer.report.points
            most = max(most, taken - len(found))

    assert found == {number: number % 101 for number in range(2000)}
    assert most <= 32 * (2 * 2 + 3)


@pytest.mark.slow
def test_error_in_a_worker(cluster, students):
    """A chunk that ends in an error is tried again task by task; only the one that errs is told of, and not as 0."""
    found = answers(cluster, students, tasks(*(f"# {number}" for number in range(60)), "# 1 raise"))

    assert [number for number, answer in found.items() if answer.outcome != Outcome.GRADED] == [60]
    assert (found[60].outcome, found[60].report) == (Outcome.FAILED, None)
    assert "no luck" in found[60].message
    with pytest.raises(GraderError, match="cannot grade anything"):
        answers(cluster, students, tasks(*(f"# {number}" for number in range(60))), work=answer_nonsense)


@pytest.mark.slow
def test_class_on_a_cluster(cluster, students):
    """`grade batch --cluster` grades real submissions as processes here do; nobody there learns a name."""
    from grader.batch.cluster import ClusterPool

    students.hand_in("alice", RIGHT)
    students.hand_in("bob", b"def double(x):\n    return x\n")
    students.hand_in("carol", b"\xff\xfe\x00")
    course, watch = students.course, Recorder()
    order = Order(students.submitted)

    summary = grading.batch(
        course, gradable(course, []), order, watch, lambda setting: ClusterPool(cluster.address, setting)
    )

    with Journal.of(course) as journal:
        found = {row.student: row.report for row in journal.rows()}
    assert found["alice"].points == 100
    assert 0 <= found["bob"].points < 100
    assert (sorted(found), summary.exit_code) == (["alice", "bob"], 2)
    with LocalPool(Setting(course.root, secret(course), True), 1) as here:
        same = [answer.report for answer in here.answers(tasks(RIGHT, b"def double(x):\n    return x\n"))]
    assert [(report.environment.seed, report.points) for report in same if report is not None] == [
        (found[name].environment.seed, found[name].points) for name in ("alice", "bob")
    ]
    assert all("landlock" in " ".join(report.environment.sandbox) for report in found.values())
    assert "alice" not in (cluster.folder / "worker.log").read_text() + (cluster.folder / "scheduler.log").read_text()


@pytest.mark.slow
def test_pictures_on_a_cluster(cluster, students):
    """With --pictures the workers of a cluster draw them as well."""
    from grader.batch.cluster import ClusterPool

    with_a_picture(students)
    students.hand_in("alice", RIGHT)
    course = students.course
    order = Order(students.submitted, pictures=True)

    grading.batch(
        course, gradable(course, []), order, Recorder(), lambda setting: ClusterPool(cluster.address, setting)
    )

    assert list(Report.from_json(students.report("alice").read_text()).figures) == ["twice"]


@pytest.mark.slow
def test_worker_is_killed_in_the_middle(alone, students):
    """Of two workers one is killed at work: everything is graded once, by the other one."""
    alone.work(2)
    found, killed = {}, False
    with pool(alone, students) as grading_pool:
        for answer in grading_pool.answers(tasks(*(f"# {number % 101} slow" for number in range(40)))):
            assert answer.task.number not in found
            found[answer.task.number] = answer.outcome
            if len(found) >= 6 and not killed:
                alone.workers[0].kill()  # by its own pid
                killed = True

    assert found == dict.fromkeys(range(40), Outcome.GRADED)


@pytest.mark.slow
def test_poisoned_task(alone, students, tmp_path):
    """A file that ends every worker it comes to is told of and has no mark; all others are graded."""
    alone.work(1, nanny=True)
    sources = [f"# {number}" for number in range(12)]
    sources[5] = "# 5 end"
    sources[8] = f"# 8 end-once {tmp_path / 'mark'}"

    found = answers(alone, students, tasks(*sources))

    assert [number for number, answer in found.items() if answer.outcome != Outcome.GRADED] == [5]
    assert (found[5].outcome, found[5].report) == (Outcome.FAILED, None)
    assert "All workers that tried to grade it ended" in found[5].message
    assert found[8].report.points == 8


@pytest.mark.slow
def test_scheduler_is_lost(alone, students):
    """When the scheduler is killed, what is finished is kept, the message says so, and another run goes on."""
    alone.work(1)
    for number in range(30):
        students.hand_in(f"s{number:02}", f"# {number} slow\n".encode())
    course, seen = students.course, []

    class Killing(Recorder):
        def grading(self, done: int, total: int, seconds: float) -> None:
            seen.append(done)
            if done == 5:
                alone.scheduler.kill()

    with pytest.raises(GraderError, match="is gone") as gone:
        grading.batch(
            course, gradable(course, []), Order(students.submitted), Killing(), lambda _: pool(alone, students)
        )
    assert "What is finished is kept" in (gone.value.hint or "")
    with Journal.of(course) as journal:
        kept = [row.student for row in journal.rows()]
    assert 5 <= len(kept) < 30

    summary = grading.batch(
        course, gradable(course, []), Order(students.submitted), Recorder(), lambda _: Ready(course)
    )

    assert summary.tallies[EXERCISE].graded == 30 - len(kept)
    with Journal.of(course) as journal:
        assert sorted(row.student for row in journal.rows()) == [f"s{number:02}" for number in range(30)]


@pytest.mark.slow
def test_scheduler_is_frozen(alone, students):
    """A scheduler that was stopped, and keeps its connections, is not waited for for ever; what is finished is kept."""
    alone.work(1)
    for number in range(20):
        students.hand_in(f"s{number:02}", f"# {number} slow\n".encode())
    course = students.course

    class Freezing(Recorder):
        def grading(self, done: int, total: int, seconds: float) -> None:
            if done == 3:
                os.kill(alone.scheduler.pid, signal.SIGSTOP)

    try:
        with pytest.raises(GraderError, match="has not answered for 2 s") as silent:
            grading.batch(
                course,
                gradable(course, []),
                Order(students.submitted),
                Freezing(),
                lambda _: pool(alone, students, patience=2.0),
            )
    finally:
        os.kill(alone.scheduler.pid, signal.SIGCONT)

    assert "What is finished is kept" in (silent.value.hint or "")
    with Journal.of(course) as journal:
        assert len({row.student for row in journal.rows()}) == journal.last_number() >= 3


@pytest.mark.slow
@pytest.mark.parametrize("frozen", [False, True])
def test_interrupted_on_a_cluster(alone, students, frozen):
    """Ctrl-C ends `grade batch --cluster` with 130 and keeps what is finished, though the scheduler be stopped."""
    alone.work(1)
    for number in range(12):
        students.hand_in(f"s{number:02}", RIGHT + f"# {number}\n".encode())
    code = "from grader.cli import main; main()"
    command = [sys.executable, "-c", code, "batch", "--cluster", alone.address, "-C", str(students.root)]
    journal = students.root / ".grade" / "journal.sqlite"
    with subprocess.Popen(
        command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            deadline = time.monotonic() + 180
            while time.monotonic() < deadline and process.poll() is None:
                if journal.is_file() and rows(students):
                    break
                time.sleep(0.05)
            if frozen:
                os.kill(alone.scheduler.pid, signal.SIGSTOP)
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=60)
        finally:
            process.kill()
            os.kill(alone.scheduler.pid, signal.SIGCONT)

    assert process.returncode == 130
    assert "Go on with the same command" in said
    assert "Traceback" not in said
    assert rows(students)


@pytest.mark.slow
def test_no_workers_and_no_scheduler(alone, students):
    """A cluster without workers, or an address where nobody answers, is said instead of waited for."""
    with pytest.raises(GraderError, match="has no worker"):
        answers(alone, students, tasks("# 1"), workerless=0.5)
    alone.scheduler.kill()
    alone.scheduler.wait()
    with pytest.raises(UserError, match="No scheduler answers"):
        answers(alone, students, tasks("# 1"))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("openssl") is None, reason="certificates are made with openssl")
def test_tls(students, tmp_path, monkeypatch):
    """With TLS both sides show a certificate; without ours the scheduler is not even asked."""
    dask = pytest.importorskip("dask")
    pytest.importorskip("distributed")
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    make = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    make += ["-keyout", str(key), "-out", str(certificate), "-days", "2", "-subj", "/CN=cluster", "-batch"]
    subprocess.run(make, check=True, capture_output=True)
    tls = {"DASK_DISTRIBUTED__COMM__TLS__CA_FILE": str(certificate)}
    for who in ("SCHEDULER", "WORKER"):
        tls[f"DASK_DISTRIBUTED__COMM__TLS__{who}__CERT"] = str(certificate)
        tls[f"DASK_DISTRIBUTED__COMM__TLS__{who}__KEY"] = str(key)
    (tmp_path / "cluster").mkdir()
    with Cluster(tmp_path / "cluster", tls) as started:
        assert started.address.startswith("tls://")
        started.work()
        with pytest.raises(UserError, match="TLS needs certificates"):
            answers(started, students, tasks("# 1"))
        where = "distributed.comm.tls"
        ours = {f"{where}.client.cert": str(certificate), f"{where}.client.key": str(key)}
        with dask.config.set(ours | {f"{where}.ca-file": str(certificate)}):
            found = answers(started, students, tasks("# 1", "# 2"))
            bare = ClusterAddress(started.address.replace("tls://", "tcp://"))
            monkeypatch.setattr("grader.batch.cluster.CONNECT_SECONDS", 3.0)
            with pytest.raises(UserError, match="No scheduler answers"):
                answers(bare, students, tasks("# 1"))

    assert [found[number].report.points for number in range(2)] == [1, 2]


class ClusterAddress:
    """A cluster of which nothing is known but its address."""

    def __init__(self, address: str) -> None:
        self.address = address
