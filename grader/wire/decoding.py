"""Bytes to values: everything here may have been written by an attacker."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import torch

from grader.errors import WireError
from grader.wire.values import (
    BOOL,
    DTYPES,
    MAX_ALL_MEMBERS,
    MAX_AXES,
    MAX_DATA,
    MAX_DEPTH,
    MAX_DIGITS,
    MAX_LENGTH,
    MAX_MEMBERS,
    MAX_TENSORS,
    NAME,
    PLAIN,
    PREFIX,
    SQUEEZE,
    Callback,
    Reference,
    checked,
)


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
    header, data = checked(*PREFIX.unpack_from(frame))
    if len(frame) != PREFIX.size + header + data:
        raise WireError("A frame's length is not the announced one.")
    view = memoryview(frame)
    try:
        tree = msgspec.msgpack.decode(view[PREFIX.size : PREFIX.size + header])
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError, ValueError) as error:
        raise WireError(f"A frame's header cannot be read: {error}.") from error
    if type(tree) is not dict or not NAME.issuperset(map(type, tree)):
        raise WireError("A frame's header is not a map of names.")
    decoder = _Decoder(view[PREFIX.size + header :], other, strides)
    value_of = decoder.value
    try:
        message = {name: value if type(value) in PLAIN else value_of(value, 0) for name, value in tree.items()}
    except WireError:
        raise
    except Exception as error:  # whatever the bytes provoke in torch or Python is a malformed frame
        raise WireError(f"A frame holds a value that cannot be read: {type(error).__name__}.") from error
    if decoder.offset != data:
        raise WireError("A frame holds data that nothing refers to.")
    return message


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
        if type(tree) is not list or not tree or type(tree[0]) is not str or depth > MAX_DEPTH:
            raise WireError("A frame holds something that is no value.")
        tag = tree[0]
        if tag in CONTAINERS:
            return self.container(tag, depth + 1, *tree[1:])
        if tag not in KINDS:
            raise WireError("A frame holds a value of an unknown kind.")
        return KINDS[tag](self, *tree[1:])

    def container(self, tag: str, depth: int, items: list[Any]) -> Any:
        if type(items) is not list:
            raise WireError("A container's items are no array.")
        if tag == "dict" or tag == "set":
            self.members += len(items)
            if len(items) > MAX_MEMBERS or self.members > MAX_ALL_MEMBERS:
                raise WireError("A frame holds dicts or sets of too many members.")
        if tag == "dict":
            pairs = [(self.value(key, depth), self.value(item, depth)) for key, item in items]
            return {_hashable(key): item for key, item in pairs}
        values = items if PLAIN.issuperset(map(type, items)) else [self.value(item, depth) for item in items]
        return values if tag == "list" else tuple(values) if tag == "tuple" else {_hashable(item) for item in values}

    def take(self, size: int) -> memoryview:
        start = self.offset
        if type(size) is not int or not 0 <= size <= len(self.data) - start:
            raise WireError("A value's data reach beyond the frame.")
        self.offset = start + size
        return self.data[start : self.offset]

    def plain_bytes(self, size: int) -> object:
        return self.take(size).tobytes()

    def tensor(
        self, dtype: str, shape: list[int], strides: list[int] | None, gradient: bool, size: int
    ) -> torch.Tensor:
        self.tensors += 1
        if self.tensors > MAX_TENSORS or type(gradient) is not bool or type(dtype) is not str or dtype not in DTYPES:
            raise WireError("A tensor's description is not right.")
        kind = DTYPES[dtype]
        if _elements(shape) * kind.itemsize != size:
            raise WireError("A tensor's shape does not fit its data.")
        plain = _from_raw(self.take(size), kind)
        if not shape:
            plain = SQUEEZE(plain, 0)  # a third of the time that a view takes
        elif len(shape) != 1:
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


CONTAINERS = frozenset({"list", "tuple", "set", "dict"})
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
    return type(number) is int and 0 <= number < MAX_LENGTH


def _elements(shape: object) -> int:
    """Return how many elements a shape has."""
    if type(shape) is not list or len(shape) > MAX_AXES:
        raise WireError("A tensor's shape is not right.")
    count = 1
    for length in shape:
        if type(length) is not int or not 0 <= length < MAX_LENGTH:
            raise WireError("A tensor's shape is not right.")
        count *= length
    return count


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
    if not raw:
        return torch.empty(0, dtype=dtype)
    if dtype is BOOL:  # any byte but 0 and 1 would be undefined behaviour later on
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
