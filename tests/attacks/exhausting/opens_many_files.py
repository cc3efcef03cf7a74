"""Opens files, pipes and selectors until it may not, at most five thousand.

Expected: error
Says: Too many open files
"""

import os
import select
import socket

from accomplice import attempt


def target(x):
    attempt("a pair of sockets", socket.socketpair)
    kept = []
    for _ in range(1000):
        kept += [os.open("/dev/null", os.O_RDONLY), *os.pipe(), os.dup(1), select.epoll()]
    return x
