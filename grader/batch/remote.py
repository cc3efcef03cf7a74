"""What runs in a worker of a cluster: it has a chunk graded by a process beside it, which stays for the next chunk.

The worker's own process runs no check and no student's code. If it is lost, the process that grades ends with it.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader import __version__
from grader.batch.chunks import Chunk, pack_answers, unpack
from grader.batch.pool import LocalPool, Setting
from grader.batch.work import Answer, Outcome
from grader.course import find_course
from grader.errors import GraderError
from grader.runner.digest import checks_digest

IDLE_SECONDS = 60.0  # how long a process waits for the next chunk
_SAME = "Update it: scheduler, workers and this machine need the same version and the same course."


def grade_chunk(data: bytes) -> bytes:
    """Grade a chunk of tasks; see ``chunks`` for both forms. It raises nothing that a submission could bring about."""
    setting, secret, chunk = unpack(data)
    if setting["grader"] != __version__:
        sentence = f"The worker on {_here()} has torch-grader {__version__}, we have {setting['grader']}."
        return pack_answers(_refused(chunk, sentence))
    root = Path(setting["root"])
    try:
        course = find_course(root)
        for name, checks in setting["checks"].items():
            if checks_digest(course.find(name), hidden=True) != checks:
                return pack_answers(_refused(chunk, f"The worker on {_here()} has other checks in {root}."))
    except (GraderError, OSError) as error:
        return pack_answers(_refused(chunk, f"The worker on {_here()} has not this course in {root}: {error}"[:500]))
    told = Setting(root, secret, setting["sandbox"], setting["pictures"])
    return pack_answers(_graded(setting["run"], told, chunk))


def _here() -> str:
    return socket.gethostname()


def _refused(chunk: Chunk, sentence: str) -> Iterator[Answer]:
    for task in chunk:
        yield Answer(task, Outcome.BROKEN, message=sentence, hint=_SAME)


def _graded(run: str, setting: Setting, chunk: Chunk) -> Iterator[Answer]:
    left = {task.number: task for task in chunk}
    try:
        with _pool(run, setting) as pool:
            for answer in pool.answers(chunk):
                del left[answer.task.number]
                yield answer
    except GraderError as error:
        for task in left.values():
            yield Answer(task, Outcome.FAILED, message=f"On {_here()}: {error.message}", hint=error.hint or "")


@dataclass(eq=False)
class _Waiting:
    """A pool that has nothing to do just now."""

    run: str  # of which batch; the course may be another one in the next
    pool: LocalPool
    timer: threading.Timer


_waiting: list[_Waiting] = []
_lock = threading.Lock()


@contextlib.contextmanager
def _pool(run: str, setting: Setting) -> Iterator[LocalPool]:
    """Give this thread a pool of one process; afterwards it waits for a while."""
    pool = _taken(run) or LocalPool(setting, 1).__enter__()
    try:
        yield pool
    except BaseException:
        pool.__exit__(None, None, None)
        raise
    waiting = _Waiting(run, pool, threading.Timer(IDLE_SECONDS, lambda: _drop(waiting)))
    waiting.timer.daemon = True
    with _lock:
        _waiting.append(waiting)
    waiting.timer.start()


def _taken(run: str) -> LocalPool | None:
    """Return a pool of this batch that waits; those of other batches are ended."""
    with _lock:
        mine = next((each for each in _waiting if each.run == run), None)
        others = [each for each in _waiting if each.run != run]
        if mine is not None:
            _waiting.remove(mine)
    for other in others:
        _drop(other)
    if mine is None:
        return None
    mine.timer.cancel()
    return mine.pool


def _drop(waiting: _Waiting) -> None:
    with _lock:
        if waiting not in _waiting:
            return
        _waiting.remove(waiting)
    waiting.timer.cancel()
    waiting.pool.__exit__(None, None, None)
