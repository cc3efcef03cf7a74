"""Closes its connection to the grader and goes on for a while, as if nothing had happened.

Expected: error
Says: `target`
"""

import os
import time

from accomplice import wire_of_the_worker


def target(x):
    os.close(wire_of_the_worker())
    time.sleep(5)
    return x


class Total:
    def add(self, x):
        os.closerange(3, 64)
