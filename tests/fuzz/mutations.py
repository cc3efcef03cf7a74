"""Changes inputs at random: as bytes, and as the trees that JSON, msgpack and zip archives are made of."""

from __future__ import annotations

import copy
import io
import json
import string
import struct
import zipfile
from random import Random
from typing import Any

import msgspec

NUMBERS = (
    0,
    1,
    -1,
    2,
    7,
    127,
    128,
    255,
    256,
    4096,
    65535,
    1 << 20,
    (1 << 31) - 1,
    1 << 31,
    1 << 32,
    (1 << 62),
    (1 << 63) - 1,
)
TEXTS = (
    "",
    "x",
    "\0",
    "\x1b[2J",
    "\u202e",
    "\ud800",
    "é" * 300,
    "__class__",
    "float32",
    "list",
    "dict",
    "tensor",
    "../..",
    "%s{}",
    "-" * 5000,
)
DEEP = 3000


def change_bytes(random: Random, data: bytes, others: list[bytes]) -> bytes:
    """Return the bytes with one to eight changes."""
    found = bytearray(data)
    for _ in range(1 << random.randrange(4)):
        _change_once(random, found, others)
    return bytes(found)


def _change_once(random: Random, data: bytearray, others: list[bytes]) -> None:
    start = random.randrange(len(data) + 1)
    end = min(len(data), start + 1 + int(random.expovariate(0.2)))
    kind = random.randrange(8)
    if kind == 0 and start < len(data):
        data[start] ^= 1 << random.randrange(8)
    elif kind == 1 and start < len(data):
        data[start] = random.randrange(256)
    elif kind == 2:
        del data[start:end]
    elif kind == 3:
        data[start:start] = data[start:end] * random.choice((1, 2, 50))
    elif kind == 4:
        data[start:start] = random.randbytes(1 + random.randrange(9))
    elif kind == 5:
        form = random.choice(("<H", ">H", "<L", ">L", "<Q", ">Q"))
        number = random.choice(NUMBERS) % (1 << 8 * struct.calcsize(form))
        data[start : start + struct.calcsize(form)] = struct.pack(form, number)
    elif kind == 6:
        other = random.choice(others)
        cut = random.randrange(len(other) + 1)
        data[start:] = other[cut : cut + 100_000]
    else:
        del data[random.randrange(len(data) + 1) :]


def change_tree(random: Random, tree: Any) -> Any:
    """Return a copy of a tree of lists, dicts and scalars with one to four changes."""
    box = [copy.deepcopy(tree)]
    for _ in range(1 + random.randrange(4)):
        if not box:
            return None
        holder, key = random.choice(_places(box))
        _change_place(random, holder, key, box)
    return box[0] if box else None


def _places(tree: Any) -> list[tuple[Any, Any]]:
    found, todo = [], [tree]
    while todo and len(found) < 3000:
        holder = todo.pop()
        for key in list(holder) if isinstance(holder, dict) else range(len(holder)):
            found.append((holder, key))
            if isinstance(holder[key], (list, dict)):
                todo.append(holder[key])
    return found


def _change_place(random: Random, holder: Any, key: Any, box: list[Any]) -> None:
    kind = random.randrange(8)
    value = holder[key]
    if kind == 0:
        del holder[key]
    elif kind == 1 and isinstance(value, list) and value:
        value[random.randrange(len(value)) :] = value * random.choice((1, 2, 30))
    elif kind == 2 and isinstance(value, dict):
        value[random.choice(TEXTS)] = random_scalar(random)
    elif kind == 3:
        holder[key] = random.choice(([], {}, [value], {"": value}, [value] * 3))
    elif kind == 4:
        holder[key] = nested(random.choice((5, 40, 200, DEEP)))
    elif kind == 5:
        other, there = random.choice(_places(box))
        if len(json.dumps(other[there], default=str)) < 5000:
            holder[key] = copy.deepcopy(other[there])
    else:
        holder[key] = random_scalar(random)


def nested(depth: int) -> list[Any]:
    """Return lists in lists, so many levels deep."""
    tree: list[Any] = []
    for _ in range(depth):
        tree = [tree]
    return tree


def random_scalar(random: Random) -> Any:
    """Return a number, a text, a truth value or nothing."""
    kind = random.randrange(6)
    if kind == 0:
        return random.choice(NUMBERS) * random.choice((1, -1))
    if kind == 1:
        return random.choice((0.0, -0.0, 1e308, 5e-324, float("nan"), float("inf"), 0.1))
    if kind == 2:
        return "".join(random.choice(string.printable) for _ in range(random.randrange(12)))
    return random.choice(TEXTS) if kind < 5 else random.choice((None, True, False))


def change_json(random: Random, data: bytes, others: list[bytes]) -> bytes:
    """Change a JSON document, mostly as a tree."""
    if random.random() < 0.25:
        return change_bytes(random, data, others)
    try:
        tree = change_tree(random, json.loads(data))
        return json.dumps(tree).encode("utf-8", "replace")
    except (ValueError, RecursionError):
        return change_bytes(random, data, others)


def change_frame(random: Random, data: bytes, others: list[bytes]) -> bytes:
    """Change a frame of the wire: its bytes, or its header as a tree, with lengths that fit or do not."""
    if random.random() < 0.25 or len(data) < 8:
        return change_bytes(random, data, others)
    header, _ = struct.unpack(">II", data[:8])
    try:
        tree = msgspec.msgpack.decode(data[8 : 8 + header])
        tree = change_tree(random, tree)
        new, rest = msgspec.msgpack.encode(tree), data[8 + header :]
    except (ValueError, RecursionError, msgspec.MsgspecError, TypeError, OverflowError):
        return change_bytes(random, data, others)
    if random.random() < 0.2:
        rest = change_bytes(random, rest, others)[: 1 << 20]
    return struct.pack(">II", len(new), len(rest)) + new + rest


def change_archive(random: Random, data: bytes, others: list[bytes]) -> bytes:
    """Change a zip archive: its bytes, its entries, or what its entries say about themselves."""
    if random.random() < 0.5:
        return change_bytes(random, data, others)
    target = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
            for info in old.infolist()[:50]:
                body = old.read(info)[: 1 << 20]
                if random.random() < 0.3:
                    body = change_bytes(random, body, others)
                if random.random() < 0.3:
                    info = zipfile.ZipInfo(random.choice((info.filename[:-1], "a/" + info.filename, *TEXTS[1:]))[:300])
                    info.external_attr = random.choice((0, 0xA1FF0000, 0x1FF0000, 0x41ED0000))
                info.compress_type = random.choice((0, 0, 8, 8, 8, 12, 14))
                new.writestr(info, body)
    except Exception:  # half of what comes here is no archive any more
        return change_bytes(random, data, others)
    return change_bytes(random, target.getvalue(), others) if random.random() < 0.3 else target.getvalue()


PIECES = (
    b"def double(x):\n",
    b"    return 2 * x\n",
    b"import torch\n",
    b"from torch import *\n",
    b"class A:\n",
    b"lambda: ",
    b"(" * 60,
    b"[" * 200,
    b"\t",
    b"if 1:\n ",
    b"# -*- coding: utf-7 -*-\n",
    b"'''",
    b'"',
    b"\\\n",
    b"*a, *b = 1\n",
    b"match x:\n case 1: pass\n",
    b"async def f():\n await g()\n",
    b"x: int = 3\n",
    b"global x\n",
    b"nonlocal y\n",
    b"f'{x!r:{y}}'",
    b"try:\n pass\nexcept* E: pass\n",
    b"del x\n",
    b"exec('1')\n",
    b"getattr(torch, 'optim')\n",
    b"__import__('os')\n",
    b"@torch.no_grad()\n",
    b"while 1: pass\n",
    b"x = y = z = 0\n",
    b"0x" + b"f" * 3000,
    b"9" * 5000,
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\r",
    b"\0",
    b"a" * 3000,
    b"not " * 300,
    b"-" * 300,
    b"\xc2\xa0",
    "𝓮𝔁𝓮𝓬('1')\n".encode(),
    b"1 if 2 else " * 100,
    b"x.y" + b".y" * 300,
    b"f(" * 90,
    b"else:\n",
    b"elif x: pass\n" * 200,
    b"1 + " * 900,
    b"%matplotlib inline\n",
    b"!ls\n",
    b"x?\n",
    b"return 3\n",
    b"yield\n",
    b"break\n",
    b"import a.b as c, d\n",
)


def change_python(random: Random, data: bytes, others: list[bytes]) -> bytes:
    """Change Python text: pieces of grammar put in, lines moved, bytes changed."""
    if random.random() < 0.3:
        return change_bytes(random, data, others)
    lines = data.splitlines(keepends=True) or [b""]
    for _ in range(1 + random.randrange(6)):
        at = random.randrange(len(lines))
        kind = random.randrange(5)
        if kind == 0:
            lines.insert(at, random.choice(PIECES))
        elif kind == 1:
            cut = random.randrange(len(lines[at]) + 1)
            lines[at] = lines[at][:cut] + random.choice(PIECES) + lines[at][cut:]
        elif kind == 2:
            lines.insert(at, random.choice(lines))
        elif kind == 3:
            lines[at] = b" " * random.randrange(9) + lines[at].lstrip()
        elif len(lines) > 1:
            del lines[at]
    return b"".join(lines)


def change_notebook(random: Random, data: bytes, others: list[bytes]) -> bytes:
    """Change a notebook: mostly the Python in one of its cells, else its JSON."""
    if random.random() < 0.5:
        return change_json(random, data, others)
    try:
        document = json.loads(data)
        cell = random.choice(document["cells"])
        source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
        cell["source"] = change_python(random, source.encode(), [source.encode()]).decode("utf-8", "replace")
        return json.dumps(document).encode("utf-8", "replace")
    except (ValueError, LookupError, TypeError, RecursionError):
        return change_json(random, data, others)
