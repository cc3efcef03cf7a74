"""Opens the course's files by doors of Python that are rarely used: imports, the loader of libraries, C's own files.

Expected: failed
"""

import codecs
import ctypes
import fileinput
import io
import linecache
import mmap
import os
import tokenize
import zipimport

from accomplice import COURSE, attempt, search

FILE = f"{COURSE}/solutions/exercise01_target/checks.py"


def by_c(path):
    libc = ctypes.CDLL(None)
    libc.fopen.restype = ctypes.c_void_p
    found = libc.fopen(path.encode(), b"r")
    if not found:
        raise PermissionError(path)
    return found


def target(x):
    attempt("open_code", io.open_code, FILE)
    attempt("codecs", codecs.open, FILE)
    attempt("tokenize", tokenize.open, FILE)
    attempt("fopen", by_c, FILE)
    attempt("dlopen", lambda: ctypes.CDLL(FILE.replace(".py", ".so")) and None or open(FILE))
    attempt("zipimport", zipimport.zipimporter, FILE)
    attempt("O_PATH and back", lambda: os.open(f"/proc/self/fd/{os.open(FILE, os.O_PATH)}", os.O_RDONLY))
    attempt(
        "a folder's descriptor",
        lambda: os.open("checks.py", os.O_RDONLY, dir_fd=os.open(os.path.dirname(FILE), os.O_PATH)),
    )
    attempt("a descriptor's parent", lambda: os.open("../" * 9 + FILE, os.O_RDONLY, dir_fd=os.open(".", os.O_RDONLY)))
    search("linecache", lambda: "".join(linecache.getlines(FILE)))
    search("fileinput", lambda: "".join(fileinput.input(FILE)))
    search("a loader", lambda: __import__("importlib.machinery").machinery.SourceFileLoader("x", FILE).get_data(FILE))
    return x
