"""Computes and never comes to an end.

Expected: timeout
Says: still computing after 1 second of processor time
"""

from accomplice import late


class Total:
    def add(self, x):
        while not late():
            pass
