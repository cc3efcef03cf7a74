"""Returns as many values as fit into an answer, each as small as possible: cheap to send, dear to read.

Expected: failed or error
Costs: 0.7
"""

import os

from accomplice import forge, send

NUMBER = 4_000_000


class Total:
    value = -1

    def add(self, x):
        if x != 4:
            return
        header = forge({"value": ["list", []]})[8:]
        body = header[:-1] + b"\xdd" + NUMBER.to_bytes(4, "big") + b"\xc0" * NUMBER
        send(len(body).to_bytes(4, "big") + bytes(4) + body)
        os._exit(0)
