"""Values to bytes and back, size-capped: the only language that the trusted and the student's side have in common.

A frame is two lengths (header and data, 4 bytes each, big-endian), a msgpack header and raw data. The header is a flat
map of named values; what msgpack does not know is an array whose first item is a tag. The bytes of tensors stand in the
data, one after the other. Nothing executable can be expressed: numbers, text, lists, tuples, dicts, dense tensors,
generator states, and numbered references to objects that stay where they are.

Everything that is decoded here may have been written by an attacker, so a frame is either well formed or a
``WireError``.
"""

from __future__ import annotations

import ctypes
import math
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
import torch

from grader.errors import WireError

MAX_HEADER = 1 << 20  # bytes of structure: also bounds the number of Python objects that a frame can make
MAX_DATA = 64 << 20  # bytes of tensors
MAX_DEPTH = 32
MAX_TENSORS = 16384
MAX_MEMBERS = 4096  # of one dict or set: if all their hashes are equal, filling it costs the square
MAX_ALL_MEMBERS = 16384  # of all dicts and sets of a frame
MAX_DIGITS = 4000  # of an integer that needs more than 64 bits
PREFIX = struct.Struct(">II")

DTYPES = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (
        torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.complex128, torch.complex64,
        torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool,
    )
}  # fmt: skip
AS_THEY_ARE = frozenset({float, bool, type(None)})  # msgpack knows every value of these, and only as what they are
PLAIN = AS_THEY_ARE | {int, str}  # what msgpack gives back as it is meant
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


def encode(
    message: dict[str, Any], other: Callable[[object], Reference | Callback] | None = None, *, strides: bool = False
) -> bytes:
    """Return the frame for a message.

    Args:
        message: names to values.
        other: is asked for a reference to any object that is not a value.
        strides: a tensor that is a view with gaps arrives as one; otherwise all arrive contiguous.

    Raises:
        Unsendable: a value is nested too deeply, too large, or of a kind that has no values (a meta tensor, say).

    """
    encoder = _Encoder(other, strides)
    tree = {name: encoder.value(value, 0) for name, value in message.items()}
    data = b"".join(encoder.data)
    header = msgspec.msgpack.encode(tree)
    if len(header) > MAX_HEADER or len(data) > MAX_DATA:
        raise Unsendable(f"is too large: {len(header) + len(data)} bytes")
    return PREFIX.pack(len(header), len(data)) + header + data


def lengths(prefix: bytes) -> tuple[int, int]:
    """Return the lengths of header and data that the first eight bytes of a frame announce."""
    header, data = PREFIX.unpack(prefix)
    if header > MAX_HEADER or data > MAX_DATA:
        raise WireError(f"A frame of {header} + {data} bytes was announced.")
    return header, data


def decode(
    frame: bytes | bytearray, other: Callable[[Reference | Callback], Any] | None = None, *, strides: bool = False
) -> dict[str, Any]:
    """Return the message in a whole frame.

    Args:
        frame: the bytes, prefix included.
        other: is given every reference, and returns what shall stand in its place.
        strides: whether tensors may have any; never where the sender is not trusted (they cost memory).

    Raises:
        WireError: the frame is not well formed.

    """
    if len(frame) < PREFIX.size:
        raise WireError("A frame is too short.")
    header, data = lengths(bytes(frame[: PREFIX.size]))
    if len(frame) != PREFIX.size + header + data:
        raise WireError("A frame's length is not the announced one.")
    view = memoryview(frame)
    try:
        tree = msgspec.msgpack.decode(view[PREFIX.size : PREFIX.size + header])
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError, ValueError) as error:
        raise WireError(f"A frame's header cannot be read: {error}.") from error
    if not isinstance(tree, dict) or not all(isinstance(name, str) for name in tree):
        raise WireError("A frame's header is not a map of names.")
    decoder = _Decoder(view[PREFIX.size + header :], other, strides)
    try:
        message = {name: decoder.value(value, 0) for name, value in tree.items()}
    except WireError:
        raise
    except Exception as error:  # whatever the bytes provoke in torch or Python is a malformed frame
        raise WireError(f"A frame holds a value that cannot be read: {type(error).__name__}.") from error
    if decoder.offset != data:
        raise WireError("A frame holds data that nothing refers to.")
    return message


class _Encoder:
    def __init__(self, other: Callable[[object], Reference | Callback] | None, strides: bool) -> None:
        self.other = other
        self.strides = strides
        self.data: list[bytes] = []
        self.size = 0

    def value(self, value: Any, depth: int) -> Any:
        kind = type(value)
        if value is None or kind is bool or kind is float:
            return value
        if isinstance(value, (int, float, str)):
            return _scalar(value)
        if isinstance(value, torch.Tensor):
            return self.tensor(value)
        if isinstance(value, (list, tuple, dict, set, frozenset)):
            if depth >= MAX_DEPTH:
                raise Unsendable(f"is nested more than {MAX_DEPTH} levels deep, or contains itself")
            return self.container(value, depth + 1)
        return self.special(value)

    def container(self, value: Any, depth: int) -> list[Any]:
        if isinstance(value, (dict, set, frozenset)) and len(value) > MAX_MEMBERS:
            raise Unsendable(f"is a {type(value).__name__} of more than {MAX_MEMBERS} entries")
        if isinstance(value, dict):
            pairs = [[self.value(key, depth), self.value(item, depth)] for key, item in value.items()]
            return ["dict", pairs]
        kind = "list" if isinstance(value, list) else "tuple" if isinstance(value, tuple) else "set"
        items = list(value)
        if not AS_THEY_ARE.issuperset(map(type, items)):
            items = [self.value(item, depth) for item in items]
        return [kind, items]

    def tensor(self, value: torch.Tensor) -> list[Any]:
        if len(self.data) >= MAX_TENSORS:
            raise Unsendable(f"holds more than {MAX_TENSORS} tensors")
        dtype = NAMES.get(value.dtype)
        if value.is_nested:
            raise Unsendable("is a nested tensor, which has no plain values")
        device = value.device.type
        if value.layout != torch.strided or device == "meta" or dtype is None or value.is_quantized:
            what = "sparse" if value.layout != torch.strided else device if dtype else str(value.dtype)
            raise Unsendable(f"is a {what} tensor, which has no plain values")
        self.claim(value.numel() * value.element_size(), f"has {value.numel()} elements")
        plain = torch.Tensor.detach(value)
        if plain.is_conj() or plain.is_neg():
            plain = plain.resolve_conj().resolve_neg()
        if device != "cpu":
            plain = plain.to("cpu")
        contiguous = plain.is_contiguous()
        raw = _raw(plain, contiguous=contiguous)
        self.data.append(raw)
        strides = list(plain.stride()) if self.strides and not contiguous else None
        return ["tensor", dtype, list(plain.shape), strides, bool(value.requires_grad), len(raw)]

    def claim(self, size: int, what: str) -> None:
        self.size += size
        if self.size > MAX_DATA:
            raise Unsendable(f"is too large to be sent: it {what}")

    def special(self, value: Any) -> list[Any]:
        if isinstance(value, complex):
            return ["complex", value.real, value.imag]
        if isinstance(value, (bytes, bytearray)):
            self.claim(len(value), f"has {len(value)} bytes")
            self.data.append(bytes(value))
            return ["bytes", len(value)]
        if isinstance(value, torch.Generator):
            state = value.get_state()
            self.data.append(_raw(state, contiguous=True))
            return ["generator", len(self.data[-1])]
        if isinstance(value, torch.dtype) and value in NAMES:
            return ["dtype", NAMES[value]]
        if isinstance(value, torch.device):
            return ["device", str(value)]
        if self.other is None and not isinstance(value, (Reference, Callback)):
            raise Unsendable(f"is a {type(value).__name__}, which is no value")
        reference = value if isinstance(value, (Reference, Callback)) else self.other(value)  # type: ignore[misc]
        if isinstance(reference, Callback):
            return ["callback", reference.number]
        return ["object", reference.number, _scalar(reference.kind)]


def _scalar(value: float | str) -> Any:
    """Return a plain int, float or str for an instance of it or of a subclass."""
    if isinstance(value, str):
        plain = str.__str__(value)
        return plain if plain.isascii() else plain.encode("utf-8", "replace").decode()
    if isinstance(value, float):
        return float.__float__(value)
    number = int.__int__(value)
    if -(1 << 63) <= number < 1 << 63:
        return number
    if number.bit_length() > 3 * MAX_DIGITS:
        raise Unsendable(f"is an integer of {number.bit_length()} bits")
    return ["int", str(number)]


def _raw(tensor: torch.Tensor, *, contiguous: bool) -> bytes:
    """Return the elements' bytes in row-major order (numpy is no requirement of ours)."""
    size = tensor.numel() * tensor.element_size()
    if size == 0:
        return b""
    address = tensor.data_ptr() if contiguous else 0
    if address:  # a quarter of the time that torch takes to copy a few numbers
        return ctypes.string_at(address, size)
    target = bytearray(size)
    torch.frombuffer(target, dtype=tensor.dtype).view(tensor.shape).copy_(tensor)
    return bytes(target)


class _Decoder:
    def __init__(self, data: memoryview, other: Callable[[Reference | Callback], Any] | None, strides: bool) -> None:
        self.data = data
        self.other = other
        self.strides = strides
        self.offset = 0
        self.tensors = 0
        self.members = 0

    def value(self, tree: Any, depth: int) -> Any:
        if type(tree) in PLAIN:
            return tree
        if not isinstance(tree, list) or not tree or not isinstance(tree[0], str) or depth > MAX_DEPTH:
            raise WireError("A frame holds something that is no value.")
        tag, *rest = tree
        if tag in ("list", "tuple", "set", "dict"):
            return self.container(tag, rest, depth + 1)
        if tag not in KINDS:
            raise WireError("A frame holds a value of an unknown kind.")
        return KINDS[tag](self, *rest)

    def container(self, tag: str, rest: list[Any], depth: int) -> Any:
        (items,) = rest
        if not isinstance(items, list):
            raise WireError("A container's items are no array.")
        if tag in ("dict", "set"):
            self.members += len(items)
            if len(items) > MAX_MEMBERS or self.members > MAX_ALL_MEMBERS:
                raise WireError("A frame holds dicts or sets of too many members.")
        if tag == "dict":
            pairs = [(self.value(key, depth), self.value(item, depth)) for key, item in items]
            return {_hashable(key): item for key, item in pairs}
        values = items if PLAIN.issuperset(map(type, items)) else [self.value(item, depth) for item in items]
        return values if tag == "list" else tuple(values) if tag == "tuple" else {_hashable(item) for item in values}

    def take(self, size: int) -> memoryview:
        if not _is_count(size) or self.offset + size > len(self.data):
            raise WireError("A value's data reach beyond the frame.")
        start, self.offset = self.offset, self.offset + size
        return self.data[start : self.offset]

    def plain_bytes(self, size: int) -> object:
        return self.take(size).tobytes()

    def tensor(
        self, dtype: str, shape: list[int], strides: list[int] | None, gradient: bool, size: int
    ) -> torch.Tensor:
        self.tensors += 1
        if self.tensors > MAX_TENSORS or dtype not in DTYPES or not isinstance(gradient, bool):
            raise WireError("A tensor's description is not right.")
        kind = DTYPES[dtype]
        if not _is_shape(shape) or math.prod(shape) * kind.itemsize != size:
            raise WireError("A tensor's shape does not fit its data.")
        plain = _from_raw(self.take(size), kind)
        if len(shape) != 1:
            plain = plain.view(shape)
        if strides is not None:
            if not self.strides:
                raise WireError("A tensor has strides.")
            plain = _restride(plain, strides)
        if gradient and (kind.is_floating_point or kind.is_complex):
            plain.requires_grad = True  # an exercise may take the method away
        return plain

    def complex(self, real: float, imaginary: float) -> complex:
        return complex(float(real), float(imaginary))

    def integer(self, digits: str) -> int:
        if not isinstance(digits, str) or len(digits) > MAX_DIGITS + 1:
            raise WireError("An integer is too long.")
        return int(digits)

    def generator(self, size: int) -> torch.Generator:
        generator = torch.Generator()
        generator.set_state(_from_raw(self.take(size), torch.uint8))
        return generator

    def dtype(self, name: str) -> torch.dtype:
        return DTYPES[name]

    def device(self, name: str) -> torch.device:
        return torch.device(name)

    def object(self, number: int, kind: str) -> Any:
        if not _is_count(number) or not isinstance(kind, str):
            raise WireError("A reference is not right.")
        reference = Reference(number, kind[:200] if kind.isidentifier() else "nameless")
        return self.other(reference) if self.other else reference

    def callback(self, number: int) -> Any:
        if not _is_count(number):
            raise WireError("A callback is not right.")
        return self.other(Callback(number)) if self.other else Callback(number)


KINDS: dict[str, Callable[..., Any]] = {
    "tensor": _Decoder.tensor,
    "complex": _Decoder.complex,
    "bytes": _Decoder.plain_bytes,
    "int": _Decoder.integer,
    "generator": _Decoder.generator,
    "dtype": _Decoder.dtype,
    "device": _Decoder.device,
    "object": _Decoder.object,
    "callback": _Decoder.callback,
}


def _is_count(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 1 << 62


def _is_shape(shape: object) -> bool:
    return isinstance(shape, list) and len(shape) <= 64 and all(_is_count(length) for length in shape)


def _hashable(key: Any) -> Any:
    """Return a dict key or set member that Python can hash; only plain ones are allowed."""
    if isinstance(key, tuple):
        return tuple(_hashable(item) for item in key)
    if key is None or isinstance(key, (bool, int, float, str, bytes, complex)):
        return key
    if isinstance(key, torch.dtype | torch.device):
        return key
    raise WireError(f"A {type(key).__name__} cannot be a key.")


def _from_raw(raw: memoryview, dtype: torch.dtype) -> torch.Tensor:
    """Return a tensor over a copy of the bytes (one copy: an answer may be large)."""
    if not len(raw):
        return torch.empty(0, dtype=dtype)
    if dtype == torch.bool:  # any byte but 0 and 1 would be undefined behaviour later on
        return torch.frombuffer(bytearray(raw), dtype=torch.uint8).ne(0)
    return torch.frombuffer(bytearray(raw), dtype=dtype)


def _restride(plain: torch.Tensor, strides: list[int]) -> torch.Tensor:
    """Return the same values with the given strides (steps of 0 included), so that a view stays a view."""
    if not isinstance(strides, list) or len(strides) != plain.dim() or not all(_is_count(step) for step in strides):
        raise WireError("A tensor's strides are not right.")
    if plain.numel() == 0:
        return plain
    span = 1 + sum((length - 1) * step for length, step in zip(plain.shape, strides, strict=True))
    if span * plain.element_size() > MAX_DATA:
        raise WireError("A tensor's strides reach too far.")
    view = torch.zeros(span, dtype=plain.dtype).as_strided(plain.shape, strides)
    target = view
    for axis, step in enumerate(strides):  # where all slices share their memory, one of them is enough
        if step == 0:
            target, plain = target.narrow(axis, 0, 1), plain.narrow(axis, 0, 1)
    target.copy_(plain)
    return view
