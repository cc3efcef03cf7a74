"""Messages between the controller and the processes that grade: a line of JSON that says how many bytes follow it."""

from __future__ import annotations

import json
import socket
from typing import Any

from grader.errors import WireError

LONGEST = 64 << 20  # bytes of a message
_LONGEST_LINE = 64 << 10


def encode(head: dict[str, Any], body: bytes = b"") -> bytes:
    """Return a message as bytes."""
    return json.dumps(head | {"bytes": len(body)}).encode() + b"\n" + body


class Inbox:
    """What has come over a connection and is no whole message yet."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._head: dict[str, Any] | None = None

    def add(self, data: bytes) -> None:
        """Take in what came."""
        self._buffer += data

    def next(self) -> tuple[dict[str, Any], bytes] | None:
        """Return the next whole message, None if it is not there yet.

        Raises:
            WireError: what came is no message.

        """
        if self._head is None:
            line, end, rest = self._buffer.partition(b"\n")
            if not end:
                if len(line) > _LONGEST_LINE:
                    raise WireError("A line between processes of ours has no end.")
                return None
            self._head, self._buffer = _head(bytes(line)), rest
        size = self._head["bytes"]
        if len(self._buffer) < size:
            return None
        head, self._head = self._head, None
        body = bytes(self._buffer[:size])
        del self._buffer[:size]
        return head, body


def _head(line: bytes) -> dict[str, Any]:
    try:
        head = json.loads(line)
        if type(head["bytes"]) is int and 0 <= head["bytes"] <= LONGEST:
            return dict(head)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise WireError("A message between processes of ours cannot be read.") from error
    raise WireError("A message between processes of ours is too large.")


def receive(connection: socket.socket, inbox: Inbox) -> tuple[dict[str, Any], bytes] | None:
    """Wait for a message and return it; None when the other side has closed the connection."""
    while (message := inbox.next()) is None:
        data = connection.recv(1 << 18)
        if not data:
            return None
        inbox.add(data)
    return message
