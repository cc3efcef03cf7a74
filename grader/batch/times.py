"""Reads the times at which submissions came, in the forms that nbgrader and others write them."""

from __future__ import annotations

import contextlib
import email.utils
import zoneinfo
from datetime import UTC, datetime, timedelta, timezone, tzinfo

_FORMATS = (
    "%Y-%m-%d-%H-%M-%S", "%Y-%m-%d_%H-%M-%S", "%Y-%m-%d %I:%M:%S %p", "%Y-%m-%d %I:%M %p", "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M", "%d %b %Y %H:%M:%S", "%b %d %Y %H:%M:%S", "%b %d, %Y %H:%M", "%d %B %Y %H:%M", "%Y%m%d%H%M%S",
)  # fmt: skip


def read_time(text: str) -> datetime:
    """Return a moment in UTC: ``2026-02-02 14:58:23.948203 America/Los_Angeles``, ``… UTC``, ``… +0100``, ISO 8601.

    A time without a zone is taken for UTC, as nbgrader does.

    Raises:
        ValueError: it is no time.

    """
    text = " ".join(text.split())
    parts = text.split(" ")
    zone: tzinfo | None = None
    if len(parts) > 2 and (zone := _zone(parts[-1])) is not None:
        text = " ".join(parts[:-1])
    moment = _moment(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone or UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{text} is no time") from error


def _zone(name: str) -> tzinfo | None:
    """Return the time zone of a name, of an offset such as +0100, or of a number of seconds east of Greenwich."""
    if name in ("UTC", "GMT", "Z"):
        return UTC
    if name.startswith(("+", "-")):  # before the seconds: nbgrader takes +0100 for a hundred of them
        with contextlib.suppress(ValueError):
            return datetime.strptime(name, "%z").tzinfo
    with contextlib.suppress(ValueError):
        return timezone(timedelta(seconds=int(name)))
    with contextlib.suppress(ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return zoneinfo.ZoneInfo(name)
    return None


def _moment(text: str) -> datetime:
    with contextlib.suppress(ValueError):
        return datetime.fromisoformat(text)
    for form in _FORMATS:
        with contextlib.suppress(ValueError):
            return datetime.strptime(text, form)
    with contextlib.suppress(ValueError, TypeError, IndexError):
        return email.utils.parsedate_to_datetime(text)
    raise ValueError(f"{text[:60]} is no time")
