"""Sleeps, in several ways, without computing anything.

Expected: timeout
Says: without computing anything
"""

import select
import signal
import threading
import time


class Total:
    def add(self, x):
        signal.alarm(50)
        thread = threading.Thread(target=time.sleep, args=(40,))
        thread.start()
        select.select([], [], [], 10)
        signal.sigtimedwait([signal.SIGUSR1], 10)
        thread.join()
