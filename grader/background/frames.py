"""Messages between the command and the background process: JSON with its length in front, and open files."""

from __future__ import annotations

import json
import socket

TYPE_CHECKING = False  # importing typing would take a good part of the time that this side has
if TYPE_CHECKING:
    from typing import Any

VERSION = 1  # of what the messages hold
LARGEST = 8 << 20  # bytes; a request carries a whole environment
_PREFIX = 4  # bytes that say how long the rest is
_MOST_FILES = 8


class Gone(Exception):
    """The other side ended the connection, or said something that is no message."""


def send(connection: socket.socket, message: dict[str, Any], files: tuple[int, ...] = ()) -> None:
    """Send a message, and with it descriptors of open files.

    Raises:
        OSError: the other side is gone, or took nothing for longer than the connection's timeout.

    """
    body = json.dumps(message).encode("utf-8", "surrogatepass")
    data = len(body).to_bytes(_PREFIX) + body
    sent = socket.send_fds(connection, [data], files) if files else 0
    if data[sent:]:  # an empty rest would be sent, too, and fail where the other side has read all and is gone
        connection.sendall(data[sent:])


def receive(connection: socket.socket) -> tuple[dict[str, Any], tuple[int, ...]]:
    """Return the next message and the descriptors that came with it.

    Raises:
        Gone: nothing more will come, or it is no message.
        OSError: nothing came for longer than the connection's timeout.

    """
    data, files, need = b"", [], _PREFIX
    while len(data) < need:
        part, found, _, _ = socket.recv_fds(connection, need - len(data), _MOST_FILES)
        files += found
        data += part
        if not part:
            raise Gone("The connection has ended.")
        if len(data) == _PREFIX == need:
            need += min(int.from_bytes(data), LARGEST + 1)
            if need > LARGEST + _PREFIX:
                raise Gone("A message is too long.")
    try:
        message = json.loads(data[_PREFIX:].decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as error:
        raise Gone("This is no message.") from error
    if not isinstance(message, dict):
        raise Gone("This is no message.")
    return message, tuple(files)
