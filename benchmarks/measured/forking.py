"""Plays the warm process: forks bare children, unconfined workers and sandboxed workers in turn, and times each.

``python -m benchmarks.measured.forking ROUNDS``, to be started with the environment of a warm process. Everything is
imported before the sandbox is prepared: from then on this process sees no files but a worker's.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from typing import Any

from grader import sandbox as confinement
from grader.errors import GraderError
from grader.limits import Limits
from grader.wire import PREFIX, decode, encode, lengths
from grader.worker import warm

REQUEST = {
    "op": "begin", "id": "0", "seed": 1, "source": "def f():\n    return 1\n", "filename": "f.py",
    "mode": "", "removed": [], "operations": [], "reason": "",
}  # fmt: skip


def bare() -> dict[str, float]:
    """Fork a child that writes one byte."""
    clock = Clock()
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(write_end, b".")
        os._exit(0)
    os.read(read_end, 1)
    clock.answered()
    usage = os.wait4(pid, 0)[2]
    os.close(read_end)
    os.close(write_end)
    return clock.gone(usage.ru_utime + usage.ru_stime)


def worker(prepared: warm.Prepared) -> dict[str, float]:
    """Fork a worker and ask it something."""
    clock = Clock()
    wire, theirs = socket.socketpair()
    output, output_end = os.pipe()
    pid = warm.fork_worker(prepared, Limits(), theirs, output_end, close=[wire.fileno(), output])
    theirs.close()
    os.close(output_end)
    if "layers" not in receive(wire):
        raise RuntimeError("a worker could not be shut in")
    wire.sendall(encode(REQUEST))
    if "raised" in receive(wire):
        raise RuntimeError("a worker could not load two lines of code")
    clock.answered()
    os.kill(pid, signal.SIGKILL)
    cpu = warm.reap(prepared, pid)[1]
    wire.close()
    os.close(output)
    return clock.gone(cpu)


class Clock:
    """Times one child."""

    def __init__(self) -> None:
        self.cpu = time.process_time()
        self.start = time.perf_counter()
        self.wall = 0.0

    def answered(self) -> None:
        """Note that the first answer has come."""
        self.wall = time.perf_counter() - self.start

    def gone(self, cpu: float) -> dict[str, float]:
        """Return the times of a child that has ended after so much processor time of its own."""
        gone = time.perf_counter() - self.start
        return {"wall": self.wall, "gone": gone, "cpu": cpu + time.process_time() - self.cpu}


def receive(wire: socket.socket) -> dict[str, Any]:
    """Return the next message."""
    data, need = b"", PREFIX.size
    while len(data) < need:
        more = wire.recv(need - len(data))
        if not more:
            raise RuntimeError("a worker ended before it answered")
        data += more
        if len(data) == PREFIX.size:
            need = PREFIX.size + sum(lengths(data))
    return decode(data)


def main(rounds: int) -> None:
    """Fork in turn; answer with all samples."""
    separation = confinement.separate()
    why = ""
    layers: tuple[str, ...] = ()
    competitors: dict[str, Callable[[], dict[str, float]]] = {
        "fork": bare,
        "unconfined": lambda: worker(warm.Prepared(None)),
    }
    try:
        prepared = warm.prepare(["nn"], sandbox=True, separation=separation)
        layers = _layers(prepared)
        competitors["sandbox"] = lambda: worker(prepared)
    except GraderError as error:
        why = error.message
    samples: dict[str, list[dict[str, float]]] = {name: [] for name in competitors}
    names = list(competitors)
    for number in range(-2, rounds):  # the first two rounds are not counted
        for name in names[number % len(names) :] + names[: number % len(names)]:
            sample = competitors[name]()
            if number >= 0:
                samples[name].append(sample)
    print(json.dumps({"samples": samples, "layers": layers, "why": why}), flush=True)


def _layers(prepared: warm.Prepared) -> tuple[str, ...]:
    """Return what a worker of this process is shut in by."""
    wire, theirs = socket.socketpair()
    output, output_end = os.pipe()
    pid = warm.fork_worker(prepared, Limits(), theirs, output_end, close=[wire.fileno(), output])
    theirs.close()
    os.close(output_end)
    hello = receive(wire)
    wire.close()
    os.close(output)
    warm.reap(prepared, pid)
    if "layers" not in hello:
        raise GraderError(str(hello.get("failed")))
    return tuple(hello["layers"])


if __name__ == "__main__":
    main(int(sys.argv[1]))
