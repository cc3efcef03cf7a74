"""Shuts the student's code in: Landlock, seccomp and resource limits always, namespaces where they can be had.

In the warm process, in this order::

    separation = separate()        # first of all, with one thread, before torch is imported; what goes on is a child
    ...                            # import torch, warm up, import every module of ours that a worker will need
    room = prepare(separation=separation)     # from here on no file can be seen but what a worker may read; no /proc
    known = self_test(room)        # ("stat",) or (): what gets through by design; SandboxError if anything else does

and for each worker::

    scratch = room.new_scratch()
    pid = room.fork()              # like os.fork
    if pid == 0:
        layers = shut_in(room, limits, keep_fds, scratch)      # SandboxError: end at once, nothing of the student's ran
        ...
    if room.scratch_exceeds(scratch, limits): ...   # ask now and then while it runs; only a mount namespace bounds it
    os.waitpid(pid, 0)             # dead for certain, then
    room.remove_scratch(scratch)

A process that shares its torch import with the worker (self-checks with nothing secret) leaves `separate` out and calls
`prepare()` with nothing: it keeps its view of the system, and its workers have the layers but for the namespaces.
With `--no-sandbox` a worker calls only `limit_only(limits, keep_fds)`. Trusted processes call `protect_trusted()`.

What to know when building on it:

* A worker with a PID namespace of its own is the first process in it: only SIGKILL from outside ends it for certain,
  a SIGTERM or SIGXCPU that it does not handle is ignored. Its pid as `fork` returns it means something in the warm
  process only; to others hand a pidfd, whose /proc/self/fdinfo entry shows the pid that it has for the reader.
* The last resort against endless computing is RLIMIT_CPU from `submission_cpu_seconds`: the kernel sends SIGKILL.
* The worker reads and writes its channel with read, write, recv and send; sendmsg and recvmsg are refused, and so is
  asking a socket for its options: wrap descriptors in socket objects before.
* The process that called `separate` dies when the *thread* that started it ends, a worker with the one that forked it.
* Without a mount namespace the scratch folder is on disk, and what is in it is bounded only by who asks for its size.
* `abilities()` says what the kernel offers, thing by thing, for people; the sandbox itself tries instead of asking.
* Names of the layers: "landlock N", "seccomp" (without Landlock "seccomp without files"), "rlimits", "namespaces ...".
"""

from grader.sandbox.abilities import Abilities, abilities
from grader.sandbox.canaries import self_test
from grader.sandbox.namespaces import Separation, separate
from grader.sandbox.rooms import Room, prepare
from grader.sandbox.shut import limit_only, protect_trusted, shut_in

__all__ = [
    "Abilities",
    "Room",
    "Separation",
    "abilities",
    "limit_only",
    "prepare",
    "protect_trusted",
    "self_test",
    "separate",
    "shut_in",
]
