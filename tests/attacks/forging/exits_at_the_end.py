"""Waits with its tricks until somebody else exits: atexit, hooks for exceptions, a patched sys.exit, threads that go on.

Expected: failed
"""

import atexit
import os
import signal
import sys
import threading


def end(*args, **kwargs):
    print("6 passed in 0.01s", flush=True)
    os._exit(0)


def linger():
    threading.Event().wait(30)
    end()


atexit.register(end)
threading._register_atexit(end)
sys.exit = sys.excepthook = sys.unraisablehook = threading.excepthook = end
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGXCPU, signal.SIGALRM):
    signal.signal(number, end)
threading.Thread(target=linger).start()


def target(x):
    threading.Thread(target=linger).start()
    return x
