"""Where a cluster may be: on this machine, or behind TLS."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

from grader.errors import UserError

KNOCK_SECONDS = 10.0
_FORMS = "tcp://127.0.0.1:8786 on this machine, tls://HOST:8786 on another one"


def checked(address: str) -> None:
    """Refuse what is no address of a scheduler, and a connection to another machine that others could listen to.

    Raises:
        UserError: it is one of these.

    """
    try:
        parts = urlsplit(address)
        whole = parts.scheme in ("tcp", "tls") and parts.hostname and parts.port
    except ValueError:
        whole = False
    if not whole or parts.path or parts.query or parts.username:
        raise UserError(f"{address} is no address of a scheduler.", hint=f"Write it like {_FORMS}.")
    if exposed(address):
        raise UserError(
            f"{address} is another machine, and tcp:// is neither secret nor safe there.",
            hint=f"Solutions, submissions and the course's secret would be open to the network. Use {_FORMS}.",
        )


def knock(address: str) -> None:
    """Connect once, and hang up.

    Raises:
        OSError: nobody listens there.

    """
    parts = urlsplit(address)
    socket.create_connection((parts.hostname, parts.port or 0), timeout=KNOCK_SECONDS).close()


def exposed(address: str) -> bool:
    """Say whether an address can be reached from elsewhere without TLS."""
    parts = urlsplit(address)
    if parts.scheme in ("tls", "inproc"):
        return False
    try:
        return parts.scheme != "tcp" or not ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return parts.hostname != "localhost"
