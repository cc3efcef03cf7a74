"""Sends headers that are msgpack and yet no message: other keys, extensions, times, the same name twice, holes.

Expected: error
Says: interfered with the grader's connection
"""

from accomplice import send, session_of_the_worker


def frame(header, data=b""):
    return len(header).to_bytes(4, "big") + len(data).to_bytes(4, "big") + header + data


def named():
    return b"\xa2id\xd9\x20" + session_of_the_worker().request.encode()


def target(x):
    if x.dtype.itemsize == 4:
        send(frame(b"\x82" + named() + b"\xa5value\xc7\x05\x2ahello"))  # an extension
    send(frame(b"\x83" + named() + b"\xa5value\xc3" + b"\xc4\x05value\xc2"))  # bytes for a name


def slope(f, x, h):
    if f.__closure__:
        send(frame(b"\x82" + named() + b"\xa5value\xd6\xff\x00\x00\x00\x00"))  # a time
    send(frame(b"\x82" + named() + b"\xa5value\x81\x01\x02"))  # a map in a value


class Total:
    def add(self, x):
        send(frame(b"\xdf\xff\xff\xff\xff" + named()))  # four thousand million names
