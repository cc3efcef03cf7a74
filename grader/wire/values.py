"""What can cross the wire, and how much of it."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import torch

from grader.errors import WireError

MAX_HEADER = 1 << 20  # bytes of structure: also bounds the number of Python objects that a frame can make
MAX_DATA = 64 << 20  # bytes of tensors
MAX_DEPTH = 32
MAX_TENSORS = 16384
MAX_MEMBERS = 4096  # of one dict or set: if all their hashes are equal, filling it costs the square
MAX_ALL_MEMBERS = 16384  # of all dicts and sets of a frame
MAX_DIGITS = 4000  # of an integer that needs more than 64 bits
MAX_AXES = 64  # torch's own limit
MAX_LENGTH = 1 << 62  # of an axis, in elements
PREFIX = struct.Struct(">II")
TENSOR, STRIDED, SQUEEZE = torch.Tensor, torch.strided, torch.Tensor.squeeze_  # an exercise may take names away
BOOL = torch.bool

DTYPES = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (
        torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.complex128, torch.complex64,
        torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool,
    )
}  # fmt: skip
AS_THEY_ARE = frozenset({float, bool, type(None)})  # msgpack knows every value of these, and only as what they are
PLAIN = AS_THEY_ARE | {int, str}  # what msgpack gives back as it is meant
NAME = frozenset({str})
NAMES = {dtype: name for name, dtype in DTYPES.items()}


class Unsendable(Exception):
    """A value that cannot cross: the message says, in words for a student, why."""


@dataclass(frozen=True)
class Reference:
    """An object that stays in the worker; ``kind`` is the name of its class."""

    number: int
    kind: str = ""


@dataclass(frozen=True)
class Callback:
    """A function that stays on the trusted side and may be called from the worker."""

    number: int


def lengths(prefix: bytes) -> tuple[int, int]:
    """Return the lengths of header and data that the first eight bytes of a frame announce."""
    return checked(*PREFIX.unpack(prefix))


def checked(header: int, data: int) -> tuple[int, int]:
    """Return two announced lengths, unless they are too large."""
    if header > MAX_HEADER or data > MAX_DATA:
        raise WireError(f"A frame of {header} + {data} bytes was announced.")
    return header, data
