"""Writes, replaces, renames and removes files everywhere but in its own folder.

Expected: failed
"""

import os
import sys
import sysconfig

import torch
from accomplice import COURSE, attempt

FOLDERS = (
    "/", "/tmp", "/var/tmp", "/dev", "/dev/shm", "/run", "/etc", "/home", "/root", "..", "/scratch/..", COURSE,
    f"{COURSE}/solutions/exercise01_target", "/tmp/submitted", os.path.dirname(os.__file__),
    os.path.dirname(torch.__file__), sysconfig.get_path("purelib"), os.path.dirname(sys.executable), "/proc/self/cwd/..",
)  # fmt: skip
FILES = (os.__file__, torch.__file__, sys.executable, "/etc/passwd", "/etc/ld.so.preload", f"{COURSE}/course.toml")


def target(x):
    with open("mine", "w") as file:
        file.write("mine")
    for folder in FOLDERS:
        path = f"{folder}/attack-was-here"
        attempt(f"creating {path}", open, path, "x")
        attempt(f"a folder {path}", os.mkdir, path)
        attempt(f"moving to {path}", os.rename, "mine", path)
        attempt(f"linking to {path}", os.link, "mine", path)
        attempt(f"a symbolic link {path}", os.symlink, "/", path)
        attempt(f"a pipe {path}", os.mkfifo, path)
        attempt(f"the mode of {folder}", os.chmod, folder, 0o777)
        attempt(f"the time of {folder}", os.utime, folder)
    for path in FILES:
        attempt(f"opening {path}", open, path, "r+b")
        attempt(f"adding to {path}", os.open, path, os.O_WRONLY | os.O_APPEND)
        attempt(f"cutting {path}", os.truncate, path, os.stat(path).st_size if os.path.exists(path) else 0)
        attempt(f"renaming {path}", os.rename, path, path + ".old")
        attempt(f"replacing {path}", os.replace, "mine", path)
        attempt(f"the mode of {path}", os.chmod, path, 0o4755)
        attempt(f"the owner of {path}", os.chown, path, os.getuid(), -1)
        attempt(f"an attribute of {path}", os.setxattr, path, "user.x", b"x")
    return x
