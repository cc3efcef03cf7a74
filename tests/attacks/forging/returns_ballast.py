"""Answers with as many bytes as an answer may have, made of nothing, to fill the memory of whoever reads them.

Expected: failed or error or memory
"""

import os

from accomplice import forge, send

SIZE = 250 << 20


class Total:
    value = -1

    def add(self, x):
        prefix = forge({"value": ["tensor", "uint8", [SIZE], None, False, SIZE]})
        send(prefix[:4] + SIZE.to_bytes(4, "big") + prefix[8:])
        for _ in range(250):
            send(bytes(1 << 20))
        os._exit(0)
