"""Ends the process with exit status 0 in the middle of a call: politely, at once, and from a thread.

Expected: error
Says: ended the whole Python process (exit status 0)
"""

import os
import sys
import threading


def target(x):
    sys.exit(0)


def slope(f, x, h):
    os._exit(0)


class Total:
    def add(self, x):
        thread = threading.Thread(target=os._exit, args=(0,))
        thread.start()
        thread.join()
