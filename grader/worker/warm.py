"""The warm process: imports torch once, then forks a worker for each submission, shut in before it is given any code.

It is exec'ed with an empty environment and is never told anything about a check, a solution or a student: whatever it
ever held, a worker could read.
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import signal
import socket
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NoReturn

from grader import sandbox as confinement
from grader.errors import GraderError
from grader.limits import Limits

SCRATCH_SECONDS = 0.5  # how often scratch folders are looked at
WARM_ROUNDS = 10  # Python 3.11 makes code fit after eight runs
WARM_SOURCE = """
import torch

def work(x, y, step, items):
    costs = []
    for _ in range(5):
        costs.append(((x - step) ** 2).mean().item())
        x = x - step * 2 * torch.mean(x)
    return x, costs, {"y": y, "items": items}

def fail(*arguments):
    raise ValueError("as asked")
"""
FAILED = 97  # exit status of a worker that could not be shut in


@dataclass
class Prepared:
    """What every worker of this process is forked with."""

    room: confinement.Room | None  # None: without a sandbox
    scratches: dict[int, str] = field(default_factory=dict)  # of the workers that live, by process number
    limits: Limits = field(default_factory=Limits)  # of the last worker


def main(control: int, sandboxed: bool, warm: list[str]) -> NoReturn:
    """Serve the requests that come over the descriptor ``control`` until it is closed."""
    separation = confinement.separate() if sandboxed else None
    connection = socket.socket(fileno=control)
    from grader.wire import encode

    try:
        prepared = prepare(warm, sandbox=sandboxed, separation=separation)
    except GraderError as error:
        connection.sendall(encode({"failed": error.message, "hint": error.hint}))
        sys.exit(0)
    connection.sendall(encode({"ready": True}))
    _serve(connection, prepared)
    for pid in list(prepared.scratches):  # whoever asked for them is gone
        os.kill(pid, signal.SIGKILL)
        reap(prepared, pid)
    sys.exit(0)


def prepare(warm: Iterable[str], *, sandbox: bool, separation: Any = None) -> Prepared:
    """Import and warm what student code needs, then prepare the sandbox.

    Whatever is imported lazily inside a worker costs every worker its time again, and may not be readable there.
    """
    warm_up(set(warm))
    if not sandbox:
        return Prepared(None)
    room = confinement.prepare(separation=separation)
    confinement.self_test(room)
    return Prepared(room)


def reap(prepared: Prepared, pid: int) -> tuple[int, float]:
    """Wait for a worker and remove its scratch folder; return its wait status and CPU seconds."""
    _, status, usage = os.wait4(pid, 0)
    scratch = prepared.scratches.pop(pid, None)
    if prepared.room is not None and scratch is not None:
        prepared.room.remove_scratch(scratch)
    return status, usage.ru_utime + usage.ru_stime


def warm_up(kinds: set[str]) -> None:
    """Run a little of everything, so that a fork finds it imported and initialised."""
    enabled = gc.isenabled()
    gc.disable()  # a seventh of the time that importing torch takes would be spent looking for garbage
    import torch

    import grader.worker.session  # noqa: F401 - a worker cannot import it any more

    torch.set_num_threads(1)
    weight = torch.ones(2, 2, requires_grad=True)
    (weight @ weight).sum().backward()  # type: ignore[no-untyped-call]
    torch.randn(3, generator=torch.Generator().manual_seed(0))
    str(weight)
    if kinds & {"nn", "optimizer"}:
        _warm_modules(torch)
    if "optimizer" in kinds:  # the first optimizer imports torch._dynamo: a second, and it wants a cache folder
        parameter = torch.nn.Parameter(torch.ones(2))
        for optimizer in (torch.optim.SGD([parameter], lr=0.1), torch.optim.Adam([parameter])):
            parameter.grad = torch.ones(2)
            optimizer.step()
            optimizer.zero_grad()
    _warm_session(torch)
    gc.collect()
    gc.freeze()
    if enabled:
        gc.enable()


def _warm_session(torch: Any) -> None:
    """Answer requests about a few lines of code: Python fits its bytecode to what it meets, here for all forks."""
    from grader.wire import decode, encode
    from grader.worker.session import Session

    session = Session("submission", bytes, confined=False)
    begin = {"op": "begin", "seed": 1, "source": WARM_SOURCE, "filename": "warm.py", "mode": "inference"}
    begin |= {"removed": [], "operations": ["aten.none"], "reason": ""}
    x = torch.linspace(0, 1, 6, dtype=torch.float64)
    arguments = [x, x.float()[::2], 0.5, [1, 2.0, "three"]]
    for name in ("work", "fail") * WARM_ROUNDS:
        message: dict[str, Any] = {"op": "call", "object": None, "name": name, "observe": False}
        message |= {"args": arguments, "kwargs": {}}
        decode(session.answer(encode(message | {"id": "0" * 32, "first": begin}, strides=True)))
    sys.modules.pop("submission", None)


def _warm_modules(torch: Any) -> None:
    """Run layers forward and backward."""
    nn = torch.nn
    images = torch.randn(2, 3, 4, 4, requires_grad=True)
    layers = nn.Sequential(nn.Conv2d(3, 2, 3), nn.BatchNorm2d(2), nn.ReLU(), nn.Flatten(), nn.Linear(8, 3))
    nn.functional.cross_entropy(layers(images), torch.tensor([0, 1])).backward()


def _serve(connection: socket.socket, prepared: Prepared) -> None:
    from grader.wire import decode, encode

    while True:
        while not select.select([connection], [], [], SCRATCH_SECONDS)[0]:
            _end_those_that_write_too_much(prepared)
        frame, descriptors = _receive(connection)
        if not frame:
            return
        message = decode(frame)
        if message["op"] == "fork":
            limits = prepared.limits = Limits(**message["limits"])
            wire, output = socket.socket(fileno=descriptors[0]), descriptors[1]
            pid = fork_worker(prepared, limits, wire, output, close=[connection.fileno()])
            wire.close()
            os.close(output)
            handles = [os.pidfd_open(pid)] if hasattr(os, "pidfd_open") else []
            socket.send_fds(connection, [encode({"pid": pid})], handles)
            for handle in handles:
                os.close(handle)
        else:
            status, cpu = reap(prepared, message["pid"])
            connection.sendall(encode({"status": status, "cpu": cpu}))


def _end_those_that_write_too_much(prepared: Prepared) -> None:
    """Bound scratch folders that are no file system of their own."""
    for pid, scratch in prepared.scratches.items():
        if prepared.room is not None and prepared.room.scratch_exceeds(scratch, prepared.limits):
            os.kill(pid, signal.SIGKILL)


def _receive(connection: socket.socket) -> tuple[bytes, list[int]]:
    """Read one whole frame and the descriptors that came with it; an empty one at the end."""
    from grader.wire import PREFIX, lengths

    buffer, descriptors, need = b"", [], PREFIX.size
    while len(buffer) < need:
        data, received, _, _ = socket.recv_fds(connection, need - len(buffer), 4)
        descriptors += received
        if not data:
            return b"", []
        buffer += data
        if len(buffer) == PREFIX.size:
            need = PREFIX.size + sum(lengths(buffer))
    return buffer, descriptors


def _read(wire: socket.socket) -> bytes:
    """Read one whole frame; an empty one at the end."""
    from grader.wire import PREFIX, lengths

    buffer, need = bytearray(), PREFIX.size
    while len(buffer) < need:
        data = wire.recv(max(1 << 14, min(need - len(buffer), 1 << 20)))  # nothing else comes before it is answered
        if not data:
            return b""
        known = len(buffer) >= PREFIX.size
        buffer += data
        if not known and len(buffer) >= PREFIX.size:
            need = PREFIX.size + sum(lengths(bytes(buffer[: PREFIX.size])))
    return bytes(buffer)


def fork_worker(prepared: Prepared, limits: Limits, wire: socket.socket, output: int, close: Iterable[int]) -> int:
    """Fork a worker that talks over ``wire`` and prints to ``output``; return its process number."""
    from grader.worker import refusals

    refusals.list_modules()
    room = prepared.room
    scratch = room.new_scratch() if room is not None else ""
    pid = room.fork() if room is not None else os.fork()
    if pid:
        prepared.scratches[pid] = scratch
        return pid
    try:
        for descriptor in close:
            os.close(descriptor)
        _work(room, limits, wire, output, scratch)
    finally:  # whatever happens: a worker never goes on in the code of the process that it was forked from
        os._exit(FAILED)


def _work(room: confinement.Room | None, limits: Limits, wire: socket.socket, output: int, scratch: str) -> None:
    from grader.wire import encode
    from grader.worker.session import Session

    sys.stdout.flush()
    os.dup2(output, 1)
    os.dup2(output, 2)
    sys.stdout = open(1, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115
    sys.stderr = sys.stdout
    try:
        layers = (
            confinement.shut_in(room, limits, {1, 2, wire.fileno()}, scratch)
            if room is not None
            else confinement.limit_only(limits, {1, 2, wire.fileno()})
        )
    except GraderError as error:
        wire.sendall(encode({"failed": error.message}))
        return
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    wire.sendall(encode({"layers": list(layers)}))

    def exchange(frame: bytes) -> bytes:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
        wire.sendall(frame)
        request = _read(wire)
        if not request:
            os._exit(0)
        return request

    session = Session("submission", exchange, confined=True)
    reply = _read(wire)
    while reply:
        reply = exchange(session.answer(reply))
