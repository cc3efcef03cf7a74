"""Writes up to forty megabytes of files: a large one, a sparse one, many small ones, folders in folders, long names.

Expected: failed
"""

import os
import shutil

from accomplice import tell


def write(name, size):
    with open(name, "wb", buffering=0) as file:
        for _ in range(size >> 20):
            if file.write(bytes(1 << 20)) < 1 << 20:
                raise OSError("it is full")


def until_it_fails(action, most):
    for number in range(most):
        try:
            action(number)
        except OSError:
            return number
    return most


def deeper(number):
    os.mkdir("d" * 200)
    os.chdir("d" * 200)


def target(x):
    scratch = os.getcwd()
    if until_it_fails(lambda number: write("large", 10 << 20), 1):
        tell("ten megabytes in a file", os.stat("large").st_size)
    if until_it_fails(lambda number: os.truncate("large", 1 << 40), 1):
        tell("a sparse file", os.stat("large").st_size)
    number = until_it_fails(lambda number: write(f"medium{number}", 1 << 20), 30)
    if number > 8:
        tell("many megabytes", number)
    if until_it_fails(lambda number: os.close(os.open(f"{number}" + "n" * 200, os.O_CREAT)), 20_000) == 20_000:
        tell("twenty thousand files")
    until_it_fails(lambda number: os.unlink(f"medium{number}"), 30)
    for number in range(500):
        until_it_fails(lambda number: os.unlink(f"{number}" + "n" * 200), 1)
    if until_it_fails(deeper, 3000) == 3000:
        tell("three thousand folders in each other")
    os.chdir(scratch)
    shutil.rmtree("d" * 200, ignore_errors=True)
    return x
