"""Calls the function that it was given from many threads at once, and from within its own arguments.

Expected: error or failed
"""

import threading


def slope(f, x, h):
    def call():
        for step in range(20):
            f(x + step)

    threads = [threading.Thread(target=call, daemon=True) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(0.2)
    return 12.0
