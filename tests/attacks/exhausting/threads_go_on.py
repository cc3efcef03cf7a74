"""Leaves threads behind that compute on when the call is over, at the expense of whatever comes next.

Expected: timeout or failed or error
"""

import threading

from accomplice import late


def spin():
    while not late():
        pass


class Total:
    def __init__(self):
        self.value = -1
        for _ in range(20):
            threading.Thread(target=spin).start()

    def add(self, x):
        return None
