"""Starts threads until it may not, at most two thousand.

Expected: error or timeout
"""

import threading


class Total:
    def add(self, x):
        threading.stack_size(1 << 16)
        stop = threading.Event()
        try:
            for _ in range(2000):
                threading.Thread(target=stop.wait, args=(30,), daemon=True).start()
        finally:
            stop.set()
