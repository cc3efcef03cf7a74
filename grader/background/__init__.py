"""A process that keeps PyTorch, pytest and the command in memory, so that a check need not load them.

It starts by itself after a check, ends by itself when nobody asks for a while, belongs to one user, and is never
needed: whatever is wrong with it, the command runs as it would without it. In reading order:

``surroundings`` what it was started in, and whether that still holds; ``place`` the private folder with its socket;
``frames`` how both sides talk; ``asking`` the side of the command, which loads next to nothing; ``starting`` starts
it; ``serving`` takes requests and hands them to a ``stem``, which is warm for one kind of exercise, has been through a
``rehearsal``, and forks a process for each command, in which it runs as if it had been started there; ``lending`` is
what that process forks the student's code from.
"""
