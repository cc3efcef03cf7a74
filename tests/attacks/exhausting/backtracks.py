"""Has the regular expression engine and whole numbers work for ever, while signals are ignored.

Expected: timeout
Says: still computing after 1 second of processor time
"""

import re
import signal


class Total:
    def add(self, x):
        for number in (signal.SIGXCPU, signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        signal.alarm(50)
        re.match("(a+)+$", "a" * 60 + "b")
        10 ** (10**9)
