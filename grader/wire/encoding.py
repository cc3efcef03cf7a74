"""Values to bytes."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import msgspec
import torch

from grader.wire.values import (
    AS_THEY_ARE,
    MAX_DATA,
    MAX_DEPTH,
    MAX_DIGITS,
    MAX_HEADER,
    MAX_MEMBERS,
    MAX_TENSORS,
    NAMES,
    PREFIX,
    STRIDED,
    TENSOR,
    Callback,
    Reference,
    Unsendable,
)


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
    value_of = encoder.value
    tree = {name: value if type(value) in AS_THEY_ARE else value_of(value, 0) for name, value in message.items()}
    data = b"".join(encoder.data)
    header = msgspec.msgpack.encode(tree)
    if len(header) > MAX_HEADER or len(data) > MAX_DATA:
        raise Unsendable(f"is too large: {len(header) + len(data)} bytes")
    return PREFIX.pack(len(header), len(data)) + header + data


class _Encoder:
    def __init__(self, other: Callable[[object], Reference | Callback] | None, strides: bool) -> None:
        self.other = other
        self.strides = strides
        self.data: list[bytes] = []
        self.size = 0

    def value(self, value: Any, depth: int) -> Any:
        kind = type(value)
        if kind in AS_THEY_ARE or (kind is str and value.isascii()):
            return value
        if kind is TENSOR:
            return self.tensor(value)
        if isinstance(value, (int, float, str)):
            return _scalar(value)
        if isinstance(value, TENSOR):
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
        if AS_THEY_ARE.issuperset(map(type, value)):
            return [kind, list(value)]
        return [kind, [self.value(item, depth) for item in value]]

    def tensor(self, value: torch.Tensor) -> list[Any]:
        if len(self.data) >= MAX_TENSORS:
            raise Unsendable(f"holds more than {MAX_TENSORS} tensors")
        dtype = NAMES.get(value.dtype)
        ordinary = type(value) is TENSOR and dtype is not None and _is_ordinary(value)
        if not ordinary:
            _require_values(value, dtype)
        self.claim(value.numel() * value.element_size(), f"has {value.numel()} elements")
        plain = value if ordinary else _plain(value)
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


def _is_ordinary(value: torch.Tensor) -> bool:
    """Say whether a tensor's elements lie in this process's memory as what they are (a complex one's may not)."""
    return (
        value.is_cpu
        and value.layout is STRIDED
        and not (value.is_nested or value.is_quantized or value.is_complex() or value.is_neg())
    )


def _require_values(value: torch.Tensor, dtype: str | None) -> None:
    """Refuse a tensor that has no plain values."""
    if value.is_nested:
        raise Unsendable("is a nested tensor, which has no plain values")
    device = value.device.type
    if value.layout != STRIDED or device == "meta" or dtype is None or value.is_quantized:
        what = "sparse" if value.layout != STRIDED else device if dtype else str(value.dtype)
        raise Unsendable(f"is a {what} tensor, which has no plain values")


def _plain(value: torch.Tensor) -> torch.Tensor:
    """Return a tensor with the same values that is nothing special any more."""
    plain = TENSOR.detach(value)
    if plain.is_conj() or plain.is_neg():
        plain = plain.resolve_conj().resolve_neg()
    return plain if plain.is_cpu else plain.to("cpu")


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
    torch.frombuffer(target, dtype=tensor.dtype).view(tensor.shape).copy_(TENSOR.detach(tensor))
    return bytes(target)
