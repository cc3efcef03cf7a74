"""The background process: takes requests, refuses those of another world, and hands the others to its stems."""

from __future__ import annotations

import contextlib
import gc
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from grader.background import frames, place
from grader.background.lending import Need
from grader.background.stem import Command, Stem
from grader.sandbox import kernel

REQUEST_SECONDS = 2.0  # in which a request has to be there once somebody has connected
STOP_SECONDS = 3.0  # for a stem to end
LOOK_SECONDS = 30.0  # how often the socket is looked for when nobody asks
MOST_STEMS = 2  # whoever goes back and forth between two exercises finds both warm
_STANDARD = 3  # files that come with a request: input, output, errors


@dataclass
class Request:
    """A command that somebody waits for."""

    message: dict[str, Any]
    files: tuple[int, ...]  # the connection, and input, output, errors
    tried: list[Need] = field(default_factory=list)

    def close(self) -> None:
        """Let go of it: the processes that run it have their own copies."""
        for descriptor in self.files:
            os.close(descriptor)


@dataclass
class Branch:
    """A stem as this process sees it."""

    need: Need
    pid: int
    control: socket.socket


@dataclass
class Server:
    """The process itself.

    Args:
        command: runs a command in a fork.
        surroundings: what this process was started in.
        first: what is asked for first, most likely.
        idle: seconds without a request after which it ends.
        listener: where requests come from; None where ``control`` is used.
        control: where the one process that started this sends them, each with its connection; it ends with that one.
        in_place: whether the listener can still be found.
        leave: makes room for another process.

    """

    command: Command
    surroundings: str
    first: Need
    idle: float
    listener: socket.socket | None = None
    control: socket.socket | None = None
    in_place: Callable[[], bool] = lambda: True
    leave: Callable[[], None] = lambda: None
    branches: dict[Need, Branch] = field(default_factory=dict)
    requests: dict[int, Request] = field(default_factory=dict)
    number: int = 0
    asked: float = field(default_factory=time.monotonic)

    def run(self) -> None:
        """Serve until nobody has asked for a while, or nobody can any more."""
        self._branch(self.first)
        while self._goes_on():
            for descriptor in self._ready():
                if self.listener is not None and descriptor == self.listener.fileno():
                    self._accept(self.listener)
                elif self.control is not None and descriptor == self.control.fileno():
                    self._take(self.control)
                else:
                    self._hear(descriptor)

    def close(self) -> None:
        """End every stem, and with it what runs there."""
        for branch in list(self.branches.values()):
            self._end(branch)

    def _goes_on(self) -> bool:
        if self.requests:
            return True
        if self.listener is None:
            return self.control is not None
        return time.monotonic() < self.asked + self.idle and self.in_place()

    def _ready(self) -> list[int]:
        poll = select.poll()
        for source in (self.listener, self.control, *(branch.control for branch in self.branches.values())):
            if source is not None:
                poll.register(source, select.POLLIN)
        left = self.asked + self.idle - time.monotonic()
        timeout = None if self.listener is None or self.requests else max(0.0, min(left, LOOK_SECONDS)) * 1000 + 1
        return [descriptor for descriptor, _ in poll.poll(timeout)]

    # Requests

    def _accept(self, listener: socket.socket) -> None:
        connection, _ = listener.accept()
        files: tuple[int, ...] = ()
        try:
            if place.is_same_user(connection):
                connection.settimeout(REQUEST_SECONDS)
                message, files = frames.receive(connection)
                connection.settimeout(None)
                self._consider(message, (connection.detach(), *files))
        except (OSError, frames.Gone):
            for descriptor in files:
                os.close(descriptor)
        finally:
            connection.close()

    def _take(self, control: socket.socket) -> None:
        try:
            message, files = frames.receive(control)
        except (OSError, frames.Gone):
            self.control = None
            return
        self._consider(message, files)

    def _consider(self, message: dict[str, Any], files: tuple[int, ...]) -> None:
        """Take up a request, or say that this is the wrong process for it: then it is no use any more and ends."""
        request = Request(message, files)
        if message.get("version") != frames.VERSION or message.get("surroundings") != self.surroundings:
            self._say(request, {"refused": "the one that ran was started with other programs or settings"})
            request.close()
            self._retire()
            return
        if len(files) != 1 + _STANDARD:
            request.close()
            return
        self.asked = time.monotonic()
        self._say(request, {"taken": os.getpid()})
        self.number += 1
        self.requests[self.number] = request
        self._hand_on(self.number, self.first)

    def _say(self, request: Request, message: dict[str, Any]) -> None:
        connection = socket.socket(fileno=os.dup(request.files[0]))
        with connection, contextlib.suppress(OSError):
            frames.send(connection, message)

    def _retire(self) -> None:
        """Make room for another process: what runs here may run to its end."""
        if self.listener is not None:
            self.leave()
            self.listener.close()
            self.listener = None

    def _hand_on(self, number: int, need: Need) -> None:
        request = self.requests[number]
        request.tried.append(need)
        try:
            branch = self.branches.pop(need, None) or self._branch(need)
            self.branches[need] = branch  # the last one used is the last one in the order
            self._prune()
            frames.send(branch.control, {"number": number, "request": request.message}, request.files)
        except OSError:
            self._done(number)

    def _done(self, number: int) -> None:
        request = self.requests.pop(number, None)
        if request is not None:
            request.close()
        self.asked = time.monotonic()

    # Stems

    def _branch(self, need: Need) -> Branch:
        control, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            try:
                kernel.die_with_parent()
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                self._forget(control)
                Stem(need, theirs, self.command).run()
            finally:
                os._exit(1)
        theirs.close()
        self.branches[need] = Branch(need, pid, control)
        return self.branches[need]

    def _prune(self) -> None:
        """Bound what is kept warm: end the stems that were not used for longest and run nothing."""
        busy = {request.tried[-1] for request in self.requests.values() if request.tried}
        spare = [branch for need, branch in self.branches.items() if need not in busy]
        for branch in spare[: max(0, len(self.branches) - MOST_STEMS)]:
            self._end(branch)

    def _forget(self, control: socket.socket) -> None:
        """Close, in a stem, what belongs to the process above it."""
        for source in (control, self.listener, self.control, *(branch.control for branch in self.branches.values())):
            if source is not None:
                source.close()
        for request in self.requests.values():
            request.close()

    def _hear(self, descriptor: int) -> None:
        branch = next((each for each in self.branches.values() if each.control.fileno() == descriptor), None)
        if branch is None:
            return
        try:
            message, _ = frames.receive(branch.control)
        except (OSError, frames.Gone):
            self._lose(branch)
            return
        number = message.get("done", message.get("failed", message.get("elsewhere", 0)))
        request = self.requests.get(number)
        need = Need.read(message["need"]) if "need" in message else None
        if request is None or need is None or need in request.tried:
            self._done(number)
            return
        self.first = need  # the next command is most likely about the same exercise
        self._hand_on(number, need)

    def _lose(self, branch: Branch) -> None:
        """Give up a stem that has ended: whoever waits for it sees the connection end, and runs the command there."""
        self._end(branch)
        for number, request in list(self.requests.items()):
            if request.tried[-1] == branch.need:
                self._done(number)

    def _end(self, branch: Branch) -> None:
        del self.branches[branch.need]
        branch.control.close()
        deadline = time.monotonic() + STOP_SECONDS
        while os.waitpid(branch.pid, os.WNOHANG) == (0, 0):
            if time.monotonic() > deadline:
                os.kill(branch.pid, signal.SIGKILL)
            time.sleep(0.005)


def serve(given: dict[str, Any], load: Callable[[], Command]) -> None:
    """Be the background process until it is not needed any more.

    Args:
        given: what ``starting`` has written.
        load: imports everything that commands need, and returns what runs one.

    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    first, idle = Need.read(given["need"]), float(given["idle"])
    if given["control"] is not None:
        control = socket.socket(fileno=int(given["control"]))
        _run(Server(_loaded(load), given["surroundings"], first, idle, control=control))
        return
    try:
        folder = place.open_folder(create=True)
        lock = place.lock(folder)
    except (OSError, place.Unusable):
        return  # another one is there, or nowhere to be found
    try:
        command = _loaded(load)
        listener = place.listen(folder)
    except OSError:
        return
    mine = place.mark(folder)

    def is_in_place() -> bool:
        return place.mark(folder) == mine

    def leave() -> None:
        if is_in_place():
            place.remove(folder)
        place.unlock(lock)

    _run(Server(command, given["surroundings"], first, idle, listener=listener, in_place=is_in_place, leave=leave))


def _loaded(load: Callable[[], Command]) -> Command:
    """Import without looking for garbage, and never look at what was imported again: forks then share its memory."""
    gc.disable()
    command = load()
    gc.collect()
    gc.freeze()
    gc.enable()
    return command


def _run(server: Server) -> None:
    try:
        server.run()
    finally:
        server.leave()
        server.close()
