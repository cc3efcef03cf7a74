"""Opens the course's files with what torch has for opening files: checkpoints, scripts, storages, libraries, packages.

Expected: failed
"""

import torch
from accomplice import COURSE, attempt

PATHS = [f"{COURSE}/solutions/exercise01_target/{name}.py" for name in ("checks", "target")]
PATHS += ["/etc/hostname", f"{COURSE}/course.toml", "/proc/self/environ"]


def storage(path):
    return bytes(torch.UntypedStorage.from_file(path, False, 64).tolist())


def target(x):
    for path in PATHS:
        attempt(f"a storage of {path}", storage, path)
        attempt(f"a shared storage of {path}", lambda path=path: torch.UntypedStorage.from_file(path, True, 64))
        attempt(f"a tensor of {path}", lambda path=path: torch.from_file(path, size=64, dtype=torch.uint8))
        attempt(f"a reader of {path}", torch._C.PyTorchFileReader, path)
        attempt(f"loading {path}", lambda path=path: torch.load(path, mmap=True, weights_only=False))
        attempt(f"a script {path}", torch.jit.load, path)
        attempt(f"a library {path}", torch.ops.load_library, path)
        attempt(f"classes of {path}", torch.classes.load_library, path)
        attempt(f"a hub in {path}", lambda path=path: torch.hub.load(path, "x", source="local"))
    return x
