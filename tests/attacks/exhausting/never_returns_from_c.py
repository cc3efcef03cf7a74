"""Makes one call that Python cannot interrupt: a sum of a million million numbers, in C.

Expected: timeout
Says: still computing after 1 second of processor time
"""

import signal


class Total:
    def add(self, x):
        signal.alarm(50)  # it ends itself, if nobody else does
        sum(range(10**12))
