"""Starts threads with stacks of a gigabyte each, and timers, and threads that start threads.

Expected: error or failed or memory or timeout
"""

import threading
import time

from accomplice import late


def target(x):
    threading.stack_size(1 << 30)
    threads = []
    for _ in range(50):
        thread = threading.Thread(target=time.sleep, args=(0.5,), daemon=True)
        thread.start()
        threads.append(thread)
    return x


def slope(f, x, h):
    def more(left):
        if left and not late():
            threading.Timer(0.001, more, (left - 1,)).start()
            more(left - 1)

    more(7)
    return 1.0
