"""Waits for locks that nobody will open: its own, a thread's that waits for it, a queue's, a pipe's.

Expected: timeout
Says: a lock that nobody opens
"""

import os
import queue
import signal
import threading


def wait_for_all():
    lock = threading.Lock()
    lock.acquire()
    threads = [threading.Thread(target=lock.acquire), threading.Thread(target=queue.Queue().get)]
    threads.append(threading.Thread(target=os.read, args=(os.pipe()[0], 1)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class Total:
    def add(self, x):
        signal.alarm(50)
        wait_for_all()
