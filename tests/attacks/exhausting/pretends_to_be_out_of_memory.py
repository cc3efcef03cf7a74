"""Kills itself in the ways in which the system kills: as if memory or time had run out, or the machine were at fault.

Expected: memory or timeout or error
"""

import os
import signal


def target(x):
    os.kill(os.getpid(), signal.SIGKILL)
    ctypes_kill(signal.SIGKILL)
    raise MemoryError("the grader's machine is too small")


def ctypes_kill(number):
    import ctypes

    ctypes.CDLL(None).raise_(number) if hasattr(ctypes.CDLL(None), "raise_") else os.abort()


def slope(f, x, h):
    signal.raise_signal(signal.SIGXCPU)
    signal.raise_signal(signal.SIGTERM)
    raise MemoryError


class Total:
    def add(self, x):
        signal.raise_signal(signal.SIGBUS)
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 1 bytes")
