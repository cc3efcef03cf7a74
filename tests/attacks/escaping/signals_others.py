"""Sends signals to the processes that it knows by number, and takes their priority and their processors.

Expected: failed
"""

import os
import signal

from accomplice import attempt, libc_call, system_call

OTHERS = (os.getppid() or 1, 2, 3, 4, 5)
TGKILL, TKILL, RT_SIGQUEUEINFO = (234, 200, 129) if os.uname().machine == "x86_64" else (131, 130, 138)
PIDFD_OPEN, PIDFD_SEND_SIGNAL = 434, 424


def target(x):
    for process in OTHERS:
        for number in (0, signal.SIGCONT, signal.SIGTERM):
            attempt(f"signal {number} to {process}", os.kill, process, number)
            system_call(f"tkill {process} {number}", TKILL, process, number)
            if process != os.getpid():
                system_call(f"tgkill {process} {number}", TGKILL, process, process, number)
        system_call(f"queueing a signal for {process}", RT_SIGQUEUEINFO, process, 0, bytes(128))
        system_call(f"opening {process}", PIDFD_OPEN, process, 0)
        attempt(f"the priority of {process}", os.setpriority, os.PRIO_PROCESS, process, 19)
        attempt(f"the processors of {process}", os.sched_setaffinity, process, {0})
        attempt(f"the limits of {process}", lambda p=process: __import__("resource").prlimit(p, 7, (8, 8)))
        attempt(f"the group of {process}", os.setpgid, process, os.getpid())
    system_call("a signal by descriptor", PIDFD_SEND_SIGNAL, 0, 0, None, 0)
    attempt("its own processors", os.sched_setaffinity, 0, os.sched_getaffinity(0))
    attempt("its own priority", os.nice, -5)
    attempt("a real-time class", os.sched_setscheduler, 0, os.SCHED_FIFO, os.sched_param(1))
    attempt("a signal for the owner of a pipe", __import__("fcntl").fcntl, 1, 8, OTHERS[0])
    libc_call("input and output class", "syscall", 251 if os.uname().machine == "x86_64" else 30, 1, 0, 0)
    return x
