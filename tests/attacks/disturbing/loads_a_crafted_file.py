"""Has torch, pickle and numpy load files that it has crafted: they run programs and read files while they are loaded.

Expected: failed
"""

import os
import pickle
import warnings

import torch
from accomplice import COURSE, attempt, tell

HIDDEN = f"{COURSE}/solutions/exercise01_target/checks.py"


class Runs:
    def __reduce__(self):
        return os.system, ("true",)


class Opens:
    def __reduce__(self):
        return open, (HIDDEN,)


class Forks:
    def __reduce__(self):
        return os.posix_spawn, ("/bin/true", ["true"], {})


def target(x):
    warnings.simplefilter("ignore")
    torch.save({"weights": x, "runs": Runs()}, "weights.pt")
    if torch.load("weights.pt", weights_only=False)["runs"] == 0:
        tell("running a program by torch.load")
    for thing in (Opens(), Forks()):
        torch.save(thing, "weights.pt")
        attempt(f"torch.load of {thing}", torch.load, "weights.pt", weights_only=False)
        attempt(f"pickle of {thing}", pickle.loads, pickle.dumps(thing))
    attempt("a compiled model", torch.jit.load, HIDDEN)
    attempt("an extension", lambda: torch.ops.load_library(HIDDEN))
    attempt("a compiler", lambda: torch.utils.cpp_extension.load_inline("evil", "int f() { return 0; }"))
    attempt("a model from elsewhere", torch.hub.load_state_dict_from_url, "http://127.0.0.1:8000/x.pt")
    return x
