"""Takes library names away: whoever uses one hears which rule it breaks, and torch itself may go on needing it."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, PathFinder
from typing import Any

import torch

OPERATORS = "torch.ops"  # the way to every operator there is; torch's own code goes it all the time
_HOME_OF_OPERATORS, _KINDS_OF_OPERATORS = "torch._ops", ("OpOverloadPacket", "OpOverload")
_TORCH = os.path.dirname(torch.__file__) + os.sep
_OURS = os.path.dirname(__file__) + os.sep


class Forbidden(Exception):
    """The student's code used something that a rule of the exercise has taken away."""


class Refusal:
    """Stands where a name was taken away; any use says which rule it breaks."""

    def __init__(self, name: str, reason: str) -> None:
        vars(self).update(text=f"`{name}` is not allowed in this exercise. {reason}".strip())

    def _refuse(self, *args: Any, **kwargs: Any) -> Any:
        raise Forbidden(vars(self)["text"])

    __call__ = __setattr__ = __get__ = __instancecheck__ = __subclasscheck__ = _refuse
    __mro_entries__ = property(_refuse)  # is looked up in whatever becomes the base of a class

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # the import machinery asks for these: an import alone is no use
            raise AttributeError(name)
        return self._refuse()


@dataclass(frozen=True)
class _Taken:
    """A place that holds a refusal now."""

    put: Callable[[Any], None]  # puts something there
    refusal: Refusal
    original: Any


_INHERITED = object()  # stands for what a class has from another one
_taken: list[_Taken] = []
_restored = 0  # how many imports of torch's are under way in which all is as it was


def take_away(names: list[str], reason: str) -> None:
    """Replace library functions, methods and modules by refusals; names that do not exist are passed over."""
    for name in names:
        if name == OPERATORS:
            _close_operators(reason)
            continue
        path, _, last = name.rpartition(".")
        owner = _owner(path)
        if owner is not None and (last in vars(owner) or _inherits(owner, last)):
            _replace(owner, last, Refusal(name, reason))
        if name in sys.modules:  # of a module that is not loaded no part is
            for module in [name, *_loaded.get(name, ())]:
                _replace_module(module, Refusal(name, reason))
    if _taken and not any(isinstance(finder, _Restoring) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Restoring())


def _close_operators(reason: str) -> None:
    """Let nobody but torch itself, and who traces operations, call what is reached by way of ``torch.ops``.

    To look there is free: torch's compiled code does, on behalf of whatever Python code is running.
    """
    home = vars(sys.modules[_HOME_OF_OPERATORS]) if _HOME_OF_OPERATORS in sys.modules else {}
    text = vars(Refusal(OPERATORS, reason))["text"]
    for kind in filter(None, map(home.get, _KINDS_OF_OPERATORS)):
        kind.__call__ = _guarded(vars(kind)["__call__"], text)


def _guarded(call: Callable[..., Any], text: str) -> Callable[..., Any]:
    """Return a function that calls another one for libraries only."""

    def guarded(self: Any, /, *args: Any, **kwargs: Any) -> Any:
        if not _is_of_a_library(sys._getframe(1)):
            raise Forbidden(text)
        return call(self, *args, **kwargs)

    return guarded


def _is_of_a_library(frame: types.FrameType) -> bool:
    """Say whether a frame's code stands in torch's folder or beside this file: what exec runs stands nowhere."""
    return frame.f_code.co_filename.startswith((_TORCH, _OURS))


def _inherits(owner: Any, name: str) -> bool:
    """Say whether a class has an attribute from one of its bases, as torch.Tensor has most of its methods."""
    return isinstance(owner, type) and any(name in vars(base) for base in owner.__mro__[1:])


def _replace(owner: Any, name: str, refusal: Refusal) -> None:
    original = vars(owner).get(name, _INHERITED)
    if not isinstance(original, Refusal):
        _taken.append(_Taken(functools.partial(_put, owner, name), refusal, original))
        setattr(owner, name, refusal)


def _put(owner: Any, name: str, value: Any) -> None:
    if value is _INHERITED:
        delattr(owner, name)
    else:
        setattr(owner, name, value)


def _replace_module(name: str, refusal: Refusal) -> None:
    _taken.append(_Taken(lambda value: sys.modules.__setitem__(name, value), refusal, sys.modules[name]))
    sys.modules[name] = refusal  # type: ignore[assignment]


class _Restoring:
    """Finds the parts of torch that are imported late: they are run as if nothing had been taken away."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Return where a part of torch is; None for anything else, which others find."""
        if name.partition(".")[0] != "torch":
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            run = spec.loader.exec_module

            def exec_module(module: types.ModuleType) -> None:
                with _as_it_was():
                    run(module)

            spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


@contextlib.contextmanager
def _as_it_was() -> Iterator[None]:
    """Put everything back for a while."""
    global _restored
    _restored += 1
    if _restored == 1:
        for taken in reversed(_taken):
            taken.put(taken.original)
    try:
        yield
    finally:
        _restored -= 1
        if _restored == 0:
            for taken in _taken:
                taken.put(taken.refusal)


_loaded: dict[str, list[str]] = {}  # for every module the loaded ones below it
_listed = 0  # how many were loaded then


def list_modules() -> None:
    """Note which modules are loaded, before a fork, if there are others than the last time.

    Looking through all of them in a worker would count references to a thousand names, and copy the memory they are in.
    """
    global _listed
    if _listed == len(sys.modules):
        return
    _listed = len(sys.modules)
    _loaded.clear()
    for name in sys.modules:
        above = name
        while above := above.rpartition(".")[0]:
            _loaded.setdefault(above, []).append(name)


def _owner(path: str) -> Any:
    """Return the module or class of that name; torch hides some of its modules, so ``sys.modules`` knows better."""
    owner: Any = None
    parts = path.split(".")
    for index, part in enumerate(parts):
        known = sys.modules.get(".".join(parts[: index + 1]))
        owner = known if known is not None else vars(owner).get(part) if owner is not None else None
        if owner is None or isinstance(owner, Refusal):
            return None
    return owner
