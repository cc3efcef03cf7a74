"""Announces a large answer and sends it byte by byte, so that the grader always has something to read.

Expected: timeout
Says: without computing anything
"""

import os
import time

from accomplice import late, wire_of_the_worker


class Total:
    def add(self, x):
        wire = wire_of_the_worker()
        os.write(wire, (0).to_bytes(4, "big") + (60 << 20).to_bytes(4, "big"))
        for _ in range(400):
            os.write(wire, b".")
            time.sleep(0.01)
            if late():
                break
        os._exit(0)
