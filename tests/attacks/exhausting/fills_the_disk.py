"""Writes up to forty megabytes of files: a large one, a sparse one, many small ones, folders in folders, long names.

Expected: failed
"""

import os

from accomplice import tell


def write(name, size):
    written = 0
    with open(name, "wb", buffering=0) as file:
        for _ in range(size >> 20):
            written += file.write(bytes(1 << 20))
    return written


def until_it_fails(action, most):
    for number in range(most):
        try:
            action(number)
        except OSError:
            return number
    return most


def target(x):
    done = until_it_fails(lambda number: write(f"large{number}", 10 << 20), 1)
    done += until_it_fails(lambda number: os.truncate(f"large{number}", 1 << 40), 1)
    done += until_it_fails(lambda number: os.posix_fallocate(os.open("large0", os.O_WRONLY), 0, 1 << 30), 1)
    if done:
        tell("one large file", os.stat("large0").st_size)
    number = until_it_fails(lambda number: write(f"medium{number}", 1 << 20), 40)
    if number > 8:
        tell("many megabytes", number)
    os.unlink("large0")
    number = until_it_fails(lambda number: os.close(os.open(f"{number}" + "n" * 200, os.O_CREAT)), 20_000)
    if number == 20_000:
        tell("many files", number)
    return x
