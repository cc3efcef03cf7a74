"""Grades on a Dask cluster: chunks of files go out, reports come back as JSON; names of students stay here.

Dask makes objects of what comes over its connections, so whoever reaches a scheduler runs code in its workers. Hence
loopback or TLS, nothing else. What comes from students crosses as bytes, and only as bytes.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from grader import __version__
from grader.batch.addresses import checked, exposed, knock
from grader.batch.chunks import Chunk, pack, unpack_answers
from grader.batch.pool import Setting
from grader.batch.remote import grade_chunk
from grader.batch.work import Answer, Outcome, Task
from grader.course import Course, find_course
from grader.errors import GraderError, UserError, WireError
from grader.runner.digest import checks_digest

LARGEST = 32  # tasks in a chunk
HEAVIEST = 1 << 20  # bytes in a chunk, unless one file alone is larger
RETRIES = 2  # of a chunk that ended in an error of ours
MOST_ALONE = 64  # tasks that wait to be tried alone; their files are in memory
MOST_FAILED = 50  # tasks in a row that could not be graded
CONNECT_SECONDS = 30.0
WORKERLESS_SECONDS = 60.0  # without a single worker before we give up
LOOK_SECONDS = 2.0  # how often the cluster is looked at
PATIENCE = 60.0  # seconds that a scheduler has to answer in: one that was stopped keeps its connections
PARTING_SECONDS = 5.0  # for each of the two things that are said at the end
_AGAIN = "What is finished is kept. Start the cluster again, then run the same command again."
_LOOK = "Run the same command again; if this stays, look at the file and at the workers' memory."
_SAME = "All of the cluster needs the same torch-grader, and the course in a folder of the same name."


@dataclass
class ClusterPool:
    """The workers of a Dask cluster; a context manager that takes back what is not finished.

    Args:
        address: of the scheduler: ``tls://HOST:PORT``, or ``tcp://127.0.0.1:PORT`` on this machine.
        setting: what the workers are told with each chunk.
        work: what they do with one.
        workerless: seconds without a single worker before the cluster is given up.
        patience: seconds without an answer before the scheduler is given up.

    """

    address: str
    setting: Setting
    work: Callable[[bytes], bytes] = grade_chunk
    workerless: float = WORKERLESS_SECONDS
    patience: float = PATIENCE
    _client: Any = None
    _course: Course | None = None
    _chunks: dict[str, _Sent] = field(default_factory=dict)  # by key: what the workers have
    _finished: queue.SimpleQueue[str] = field(default_factory=queue.SimpleQueue)
    _alone: list[Task] = field(default_factory=list)  # a worker was lost over their chunk: each once more, by itself
    _checks: dict[str, str] = field(default_factory=dict)
    _run: str = field(default_factory=lambda: secrets.token_hex(8))
    _given: int = 0  # chunks
    _answered: int = 0
    _failed_in_a_row: int = 0
    _threads: int = 0
    _looked: float = 0.0
    _staffed: float = 0.0  # when there was a worker
    _exhausted: bool = False

    def __enter__(self) -> Self:
        checked(self.address)
        try:
            import distributed
        except ImportError as error:
            hint = 'pip install "torch-grader[cluster]"'
            raise UserError("Dask's distributed is not installed here.", hint=hint) from error
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is said by us, once
        self._course = find_course(self.setting.root)
        try:
            knock(self.address)  # Dask itself tries for all of its time, also where nobody listens
            self._client = _untyped(distributed).Client(
                self.address, timeout=CONNECT_SECONDS, set_as_default=False, direct_to_workers=False,
                security=_security(self.address), deserializers=["dask", "msgpack", "error"],
            )  # fmt: skip
        except (OSError, ValueError) as error:
            raise UserError(
                f"No scheduler answers at {self.address}.", hint="Start one: dask scheduler --host tcp://127.0.0.1"
            ) from error
        try:
            self._refuse_exposed()
            self._staffed = time.monotonic()
        except BaseException:
            _within(PARTING_SECONDS, lambda: self._client.close(timeout=2))
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        futures = [sent.future for sent in self._chunks.values()]
        if futures and self._client.status == "running":
            _within(PARTING_SECONDS, lambda: self._client.cancel(futures, force=True))
        self._chunks.clear()
        _within(PARTING_SECONDS + 1, lambda: self._client.close(timeout=PARTING_SECONDS))

    def answers(self, tasks: Iterable[Task]) -> Iterator[Answer]:
        """Grade what comes; see ``Pool``.

        Raises:
            GraderError: the cluster is gone, has no workers, or can grade nothing.

        """
        coming = iter(tasks)
        self._exhausted = False
        while True:
            self._look()
            while self._wanted() and (chunk := self._next_chunk(coming)):
                self._submit(chunk, last_try=False)
            if self._chunks:
                yield from self._counted(self._wait())
            elif self._alone:
                self._submit(
                    [self._alone.pop()], last_try=True
                )  # with nothing beside it: if a worker ends now, it was this one
            elif self._exhausted:
                return

    def _wanted(self) -> bool:
        """Say whether there is room for one more chunk: enough for all to have one waiting."""
        return bool(
            not self._exhausted
            and self._threads
            and len(self._chunks) < 2 * self._threads + 2
            and (not self._alone or (len(self._alone) < MOST_ALONE and bool(self._chunks)))
        )

    def _next_chunk(self, coming: Iterator[Task]) -> Chunk:
        """Return the next tasks: few at first, so that all workers soon have some, more later."""
        size = min(LARGEST, 1 + self._answered // (4 * max(1, self._threads)))
        chunk: Chunk = []
        while len(chunk) < size and sum(len(task.data) for task in chunk) < HEAVIEST:
            task = next(coming, None)
            if task is None:
                self._exhausted = True
                break
            chunk.append(task)
        return chunk

    def _submit(self, chunk: Chunk, *, last_try: bool) -> None:
        self._given += 1
        key = f"grade-{self._run}-{self._given}"
        assert self._course is not None
        for name in {task.exercise for task in chunk} - self._checks.keys():
            self._checks[name] = checks_digest(self._course.find(name), hidden=True)
        setting = {
            "grader": __version__,
            "root": str(self.setting.root),
            "sandbox": self.setting.sandbox,
            "pictures": self.setting.pictures,
            "run": self._run,
            "checks": {task.exercise: self._checks[task.exercise] for task in chunk},
        }
        data = pack(setting, self.setting.secret, chunk)
        try:
            future = self._client.submit(self.work, data, key=key, retries=RETRIES, pure=False)
        except Exception as error:
            raise self._gone() from error
        self._chunks[key] = _Sent(future, chunk, last_try)
        self._listen(future)

    def _listen(self, future: Any) -> None:
        future.add_done_callback(lambda done: self._finished.put(done.key))

    def _wait(self) -> Iterator[Answer]:
        """Wait for a chunk and yield its answers; nothing if it has to be done again."""
        try:
            key = self._finished.get(timeout=LOOK_SECONDS)
        except queue.Empty:
            return
        if key not in self._chunks:
            return
        sent = self._chunks[key]
        if sent.future.status in ("lost", "pending"):  # its worker ended before it was asked: it is being done again
            self._listen(sent.future)
            return
        del self._chunks[key]
        if sent.future.status == "cancelled":
            raise self._gone()
        try:
            yield from unpack_answers(sent.chunk, self._result(sent.future))
        except (WireError, _Failed) as error:
            if sent.last_try:
                yield Answer(sent.chunk[0], Outcome.FAILED, message=f"{error} Nothing ran beside it.", hint=_LOOK)
            else:
                self._alone += sent.chunk

    def _result(self, future: Any) -> bytes:
        """Return what a worker has sent.

        Raises:
            _Failed: there is nothing, though the cluster is all right.
            GraderError: no chunk could be done.

        """
        from distributed.scheduler import KilledWorker

        error: BaseException | None = None
        if future.status == "error":
            error = future.exception()
        else:
            try:
                return bytes(future.result(timeout=self.patience))
            except TimeoutError as raised:
                raise self._silent() from raised
            except Exception as raised:
                error = raised
        if isinstance(error, KilledWorker):
            raise _Failed("All workers that tried to grade it ended.")
        if isinstance(error, (ImportError, AttributeError)):
            raise GraderError(f"The workers cannot do it: {error}.", hint=_SAME)
        if self._client.status != "running":
            raise self._gone()
        raise _Failed(f"The worker could not do it: {type(error).__name__}: {error}"[:400] + ".")

    def _counted(self, answers: Iterator[Answer]) -> Iterator[Answer]:
        """Yield the answers; give up when there are only failures."""
        for answer in answers:
            self._answered += 1
            self._failed_in_a_row = self._failed_in_a_row + 1 if answer.outcome == Outcome.FAILED else 0
            if self._failed_in_a_row > MOST_FAILED:
                raise GraderError(f"The cluster cannot grade anything. {answer.message}", hint=_SAME)
            yield answer

    def _look(self) -> None:
        """See from time to time who is there.

        Raises:
            GraderError: the scheduler is gone, or nobody works for it.

        """
        now = time.monotonic()
        if now < self._looked + LOOK_SECONDS:
            return
        if self._client.status != "running":
            raise self._gone()
        try:
            workers = self._info()["workers"]
        except GraderError:
            raise
        except Exception as error:
            raise self._gone() from error
        self._looked = now
        self._threads = sum(worker["nthreads"] for worker in workers.values())
        if self._threads:
            self._staffed = now
        elif now > self._staffed + self.workerless:
            hint = f"Start some: dask worker {self.address} --nthreads 1. What is finished is kept."
            raise GraderError(f"The cluster has no worker, for {self.workerless:g} seconds now.", hint=hint)
        else:
            time.sleep(0.1)
            self._looked = 0.0

    def _refuse_exposed(self) -> None:
        info = self._info()
        for address in (info["address"], *info["workers"]):
            if exposed(address):
                raise UserError(
                    f"The cluster listens at {address} without TLS: whoever reaches it can read the solutions.",
                    hint="Start scheduler and workers with --host tcp://127.0.0.1, or with TLS.",
                )

    def _info(self) -> Any:
        """Ask the scheduler about itself and its workers.

        Raises:
            GraderError: it does not answer, though its machine still takes what we send.

        """

        async def identity() -> Any:
            return await self._client.scheduler.identity(n_workers=-1)

        try:
            return self._client.sync(identity, callback_timeout=self.patience)
        except TimeoutError as error:
            raise self._silent() from error

    def _silent(self) -> GraderError:
        return GraderError(f"The scheduler at {self.address} has not answered for {self.patience:g} s.", hint=_AGAIN)

    def _gone(self) -> GraderError:
        return GraderError(f"The scheduler at {self.address} is gone.", hint=_AGAIN)


@dataclass(frozen=True)
class _Sent:
    """A chunk that the cluster has."""

    future: Any
    chunk: Chunk
    last_try: bool  # with nothing beside it


class _Failed(Exception):
    """A chunk has no answers, though the cluster is there."""


def _security(address: str) -> Any:
    """Return what the connection needs: with TLS the certificates that Dask's own settings name."""
    import distributed

    if not address.startswith("tls://"):
        return None
    security: Any = _untyped(distributed).Security(require_encryption=True)
    if not security.tls_ca_file or not security.tls_client_cert:
        raise UserError(
            "TLS needs certificates, and Dask's settings name none.",
            hint="Set DASK_DISTRIBUTED__COMM__TLS__CA_FILE and DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT (and __KEY).",
        )
    return security


def _within(seconds: float, say: Callable[[], object]) -> None:
    """Say something at parting, and wait for it no longer than so many seconds: nobody may be there to listen."""

    def carefully() -> None:
        with contextlib.suppress(Exception):
            say()

    thread = threading.Thread(target=carefully, daemon=True)
    thread.start()
    thread.join(seconds)


def _untyped(module: Any) -> Any:
    """Return a module whose functions say nothing about their types."""
    return module
