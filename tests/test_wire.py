"""The wire: what is sent arrives, what is malformed is refused."""

from __future__ import annotations

import contextlib
import math
import struct

import msgspec
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import WireError
from grader.wire import DTYPES, MAX_DEPTH, PREFIX, Callback, Reference, Unsendable, decode, encode


def there_and_back(value, **options):
    """Send a value and return what arrives."""
    return decode(encode({"v": value}, **options), **options)["v"]


def frame(tree, data=b""):
    """Return a frame with an arbitrary header."""
    header = msgspec.msgpack.encode({"v": tree})
    return PREFIX.pack(len(header), len(data)) + header + data


SCALARS = [None, True, False, 0, -1, 2**63 - 1, -(2**63), 10**300, 1.5, math.inf, -0.0, "", "é\n\x00", 1 + 2j, b"\xff"]


@pytest.mark.parametrize("value", SCALARS, ids=repr)
def test_scalars_arrive_as_they_are(value):
    """Numbers, text and bytes arrive with their type and value."""
    arrived = there_and_back(value)

    assert type(arrived) is type(value)
    assert arrived == value


def test_nan_arrives():
    """NaN stays NaN."""
    assert math.isnan(there_and_back(math.nan))


def test_containers_keep_their_kinds():
    """Lists, tuples, dicts with odd keys and sets arrive as such, nested."""
    value = [1, (2, [3]), {"a": (4,), 5: None, (6, 7): True}, {8}]

    assert there_and_back(value) == value


def test_subclasses_arrive_as_the_plain_kind():
    """A str, int, tuple or dict of a class of its own arrives as the plain one."""

    class Text(str):
        def __str__(self):
            return "lies"

    class Sequence(tuple):
        __slots__ = ()

    arrived = there_and_back([Text("truth"), Sequence((1, 2)), torch.Size([3])])

    assert arrived == ["truth", (1, 2), (3,)]
    assert [type(item) for item in arrived] == [str, tuple, tuple]


def test_lone_surrogates_are_replaced():
    """Text that no encoding knows arrives with a replacement instead of failing."""
    assert there_and_back("a\ud800b") == "a?b"


@pytest.mark.parametrize("dtype", DTYPES.values(), ids=str)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 3), (2, 3, 4)], ids=str)
def test_tensors_arrive(dtype, shape):
    """Every dtype arrives in every shape, empty ones included, bit for bit."""
    tensor = torch.randn(shape).mul(10).to(dtype)
    arrived = there_and_back(tensor)

    assert arrived.dtype == dtype
    assert arrived.shape == tensor.shape
    assert torch.equal(arrived, tensor)


def test_requires_grad_is_kept_and_the_graph_is_not():
    """A tensor in a graph arrives as a leaf that requires grad."""
    arrived = there_and_back(torch.ones(2, requires_grad=True) * 2)

    assert arrived.requires_grad
    assert arrived.is_leaf


VIEWS = {
    "transposed": torch.arange(6.0).view(2, 3).T,
    "every second": torch.arange(10.0)[::2],
    "expanded": torch.tensor([1.0, 2.0]).expand(3, 2),
    "column": torch.arange(6.0).view(2, 3)[:, 1],
}


@pytest.mark.parametrize("name", VIEWS)
def test_strides_are_kept_towards_the_worker_only(name):
    """A view keeps its strides where that is asked for, and is contiguous otherwise."""
    view = VIEWS[name]
    kept, plain = there_and_back(view, strides=True), there_and_back(view)

    assert kept.stride() == view.stride()
    assert torch.equal(kept, view)
    assert plain.is_contiguous()
    assert torch.equal(plain, view)


def test_generators_arrive_in_the_same_state():
    """A generator goes on drawing where the original stands."""
    generator = torch.Generator().manual_seed(7)
    torch.rand(3, generator=generator)
    arrived = there_and_back(generator)

    assert torch.equal(torch.rand(4, generator=arrived), torch.rand(4, generator=generator))


def test_dtypes_and_devices_arrive():
    """A dtype and a device are values."""
    assert there_and_back([torch.float16, torch.device("cpu")]) == [torch.float16, torch.device("cpu")]


def test_references_are_kept_and_resolved():
    """What is no value travels as a number, and the receiver decides what stands for it."""
    sent = encode({"v": [object(), Callback(3)]}, lambda value: Reference(17, type(value).__name__))

    assert decode(sent)["v"] == [Reference(17, "object"), Callback(3)]
    assert decode(sent, lambda reference: reference.number)["v"] == [17, 3]


def test_what_is_no_value_is_refused_in_words():
    """An object without a reference, a deep, a cyclic and a huge value are refused with a reason."""
    cyclic: list = []
    cyclic.append(cyclic)
    deep: list = []
    for _ in range(MAX_DEPTH + 1):
        deep = [deep]

    for value, words in [
        (object(), "is a object"),
        (cyclic, "contains itself"),
        (deep, "levels deep"),
        (torch.empty(3, device="meta"), "meta tensor"),
        (torch.eye(3).to_sparse(), "sparse tensor"),
        (torch.zeros(1).expand(10**12), "too large"),
        (1 << 100_000, "bits"),
    ]:
        with pytest.raises(Unsendable, match=words):
            encode({"v": value})


TENSOR = ["tensor", "float32", [2], None, False, 8]
MALFORMED = {
    "negative shape": (["tensor", "float32", [-1], None, False, 8], bytes(8)),
    "shape too large": (["tensor", "float32", [2**40, 2**40], None, False, 8], bytes(8)),
    "lying shape": (["tensor", "float32", [3], None, False, 8], bytes(8)),
    "zero-size overflow": (["tensor", "float32", [2**61, 4], None, False, 0], b""),
    "unknown dtype": (["tensor", "float128", [1], None, False, 16], bytes(16)),
    "dtype no text": (["tensor", 3, [1], None, False, 16], bytes(16)),
    "65 dimensions": (["tensor", "uint8", [1] * 65, None, False, 1], bytes(1)),
    "boolean shape": (["tensor", "uint8", [True], None, False, 1], bytes(1)),
    "strides": (["tensor", "float32", [2], [2**40], False, 8], bytes(8)),
    "data missing": (TENSOR, bytes(4)),
    "data left over": (TENSOR, bytes(16)),
    "negative size": (["bytes", -1], b""),
    "unknown tag": (["function", 1], b""),
    "empty array": ([], b""),
    "map as value": ({"a": 1}, b""),
    "unhashable key": (["dict", [[["list", []], 1]]], b""),
    "pair of three": (["dict", [[1, 2, 3]]], b""),
    "items no array": (["list", 3], b""),
    "integer with words": (["int", "12three"], b""),
    "integer too long": (["int", "9" * 5000], b""),
    "negative reference": (["object", -1, "x"], b""),
    "reference too large": (["object", 2**62, "x"], b""),
    "generator of wrong size": (["generator", 3], bytes(3)),
    "device": (["device", "no such device"], b""),
    "arguments missing": (["tensor"], b""),
    "bytes object": (b"raw", b""),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_values_are_wire_errors(name):
    """Whatever is wrong with a value, it is a WireError and nothing else."""
    tree, data = MALFORMED[name]

    with pytest.raises(WireError):
        decode(frame(tree, data))


def test_deep_frames_are_wire_errors():
    """Nesting beyond the limit is refused, in our format and in raw msgpack."""
    tree: list = ["list", []]
    for _ in range(MAX_DEPTH + 1):
        tree = ["list", [tree]]

    with pytest.raises(WireError):
        decode(frame(tree))
    raw = b"\x81\xa1v" + b"\x91" * 100_000 + b"\xc0"
    with pytest.raises(WireError):
        decode(PREFIX.pack(len(raw), 0) + raw)


def test_boolean_bytes_are_normalised():
    """A boolean tensor made of other bytes than 0 and 1 cannot be smuggled in."""
    arrived = decode(frame(["tensor", "bool", [3], None, False, 3], bytes([0, 1, 7])))["v"]

    assert arrived.view(torch.uint8).tolist() == [0, 1, 1]


def test_announced_lengths_are_bounded():
    """A frame that announces terabytes is refused before anything is allocated."""
    with pytest.raises(WireError):
        decode(struct.pack(">II", 2**32 - 1, 2**32 - 1))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_random_bytes_are_wire_errors(data):
    """Random bytes never end in another exception."""
    with pytest.raises(WireError):
        decode(data)


@settings(max_examples=500, deadline=None)
@given(st.data())
def test_mutated_frames_are_values_or_wire_errors(data):
    """A valid frame with some bytes changed is decoded or refused, and never ends in another exception."""
    value = [1.5, {"a": torch.arange(6.0).view(2, 3)}, ("text", 10**30), torch.Generator(), True]
    raw = bytearray(encode({"id": "0" * 32, "v": value}))
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, min(len(raw) - 1, 200)))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(WireError):
        decode(raw)
