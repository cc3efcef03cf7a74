"""Plants modules of its own under the names of others, and finders that answer for what is imported late.

Expected: failed or error
"""

import sys
import types


class Finder:
    def find_spec(self, name, path=None, target=None):
        print("asked for", name)
        raise SystemExit(0)


class Everything(types.ModuleType):
    def __getattr__(self, name):
        return lambda *arguments, **named: True


for name in ("torch._refs", "torch._decomp", "grader.results", "grader.runner", "pytest", "linecache", "traceback"):
    sys.modules[name] = Everything(name)
sys.meta_path.insert(0, Finder())


def target(x):
    import torch.distributions

    return x


def slope(f, x, h):
    sys.modules["grader.wire"] = sys.modules["grader.worker.session"] = Everything("wire")
    raise ValueError("a traceback, please")
