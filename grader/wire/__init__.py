"""Values to bytes and back, size-capped: the only language that the trusted and the student's side have in common.

A frame is two lengths (header and data, 4 bytes each, big-endian), a msgpack header and raw data. The header is a flat
map of named values; what msgpack does not know is an array whose first item is a tag. The bytes of tensors stand in the
data, one after the other. Nothing executable can be expressed: numbers, text, lists, tuples, dicts, dense tensors,
generator states, and numbered references to objects that stay where they are.

Everything that is decoded here may have been written by an attacker, so a frame is either well formed or a
``WireError``.
"""

from grader.wire.decoding import decode
from grader.wire.encoding import encode
from grader.wire.values import DTYPES, MAX_DEPTH, PLAIN, PREFIX, Callback, Reference, Unsendable, lengths

__all__ = [
    "DTYPES",
    "MAX_DEPTH",
    "PLAIN",
    "PREFIX",
    "Callback",
    "Reference",
    "Unsendable",
    "decode",
    "encode",
    "lengths",
]
