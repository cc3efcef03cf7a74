"""Forks, in every way that there is, up to twenty times: children that outlive it, and a daemon.

Expected: failed
"""

import multiprocessing
import os
import time

import torch
from accomplice import attempt, system_call

FORK, VFORK, CLONE, CLONE3 = 57, 58, 56, 435  # on x86-64
SIGCHLD = 17


def fork():
    pid = os.fork()
    if pid == 0:  # a child must not go on in the code of its parent
        os.setsid()
        time.sleep(5)
        os._exit(0)
    return pid


def target(x):
    for _ in range(5):
        attempt("os.fork", fork)
        attempt("os.forkpty", fork if not hasattr(os, "forkpty") else lambda: os.forkpty()[0] or os._exit(0))
    if os.uname().machine == "x86_64":
        system_call("clone", CLONE, SIGCHLD, 0, 0, 0, 0)
        system_call("clone3", CLONE3, None, 0)
    attempt("a process", lambda: multiprocessing.Process(target=int).start())
    attempt("a pool", lambda: multiprocessing.Pool(2))
    attempt("a spawned process", lambda: multiprocessing.get_context("spawn").Process(target=int).start())
    loader = torch.utils.data.DataLoader([1, 2, 3], num_workers=2)
    attempt("a loader with workers", lambda: list(loader))
    return x
