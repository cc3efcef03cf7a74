"""Leaves a thread behind that reads the next question from the connection and answers it with what it likes.

Expected: failed or error or timeout
"""

import os
import threading

from accomplice import session_of_the_worker, wire_of_the_worker

STARTED = []


def answer_everything(session, wire):
    import msgspec

    for _ in range(50):
        prefix = os.read(wire, 8)
        if len(prefix) < 8:
            return
        header = os.read(wire, int.from_bytes(prefix[:4], "big"))
        os.read(wire, int.from_bytes(prefix[4:], "big") or 0)
        identity = msgspec.msgpack.decode(header)["id"]
        reply = msgspec.msgpack.encode({"id": identity, "value": "passed", "passed": True})
        os.write(wire, len(reply).to_bytes(4, "big") + bytes(4) + reply)


def target(x):
    if not STARTED:
        thread = threading.Thread(target=answer_everything, args=(session_of_the_worker(), wire_of_the_worker()))
        thread.start()
        STARTED.append(thread)
    return x
