"""Naps between short computations, so that it neither computes nor waits for long at a time.

Expected: timeout
"""

import time

from accomplice import late


class Total:
    def add(self, x):
        while not late():
            time.sleep(0.02)
            sum(range(100_000))
