"""Runs one student's code (or, in the trusted process, the solution) and answers questions about it in values."""

from __future__ import annotations

import contextlib
import fnmatch
import linecache
import math
import random
import sys
import types
import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from torch.utils._python_dispatch import TorchDispatchMode

from grader.wire import Callback, Reference, Unsendable, decode, encode
from grader.worker.refusals import Forbidden, take_away

inference_mode = torch.inference_mode  # the exercise may take the name away
# how many steps autograd has recorded in this thread
recorded: Callable[[], int] = torch.autograd._get_sequence_nr  # type: ignore[attr-defined]
AUTOGRAD = "autograd"  # its name among the operators that were used
PROBE = "<probe>"  # the file name of code that a check sent
MAX_FRAMES = 20
MAX_MESSAGE = 2000
MAX_ITEMS = 100_000
NOTHING = contextlib.nullcontext()
TRACED = frozenset({"call", "starmap", "run"})  # requests in which the code computes
RUNS_CODE = TRACED | {"begin", "get", "item", "items"}


class Missing(Exception):
    """The student's file does not define a name."""


class Raised(Exception):
    """An exception of a function on the trusted side, named but not shown to the student's code."""


class Session:
    """One module of code and the objects that it gave back.

    Args:
        name: the module's name in ``sys.modules``.
        exchange: sends a frame to the other side in the middle of a call and returns the next one from there.
        confined: whether this process belongs to the student's code, so that names may be taken away in it.

    """

    def __init__(self, name: str, exchange: Callable[[bytes], bytes], *, confined: bool) -> None:
        self.name = name
        self.exchange = exchange
        self.confined = confined
        self.module = types.ModuleType(name)
        self.filename = ""
        self.compiled: tuple[str, types.CodeType] | None = None
        self.mode = ""
        self.loaded: dict[str, Any] = {}  # the request that brought the source: later checks load the same again
        self.taken_away = False
        self.operations: tuple[str, ...] = ()
        self.known: dict[int, Operator] = {}  # operators that were met
        self.used: set[str] = set()
        self.request = ""
        self.objects: dict[int, Any] = {}
        self.replaced: dict[str, Any] = {}  # what names stood for before a probe gave them another value
        self.probes: dict[str, dict[str, Any]] = {}
        self.handlers: dict[str, Callable[[dict[str, Any]], Any]] = {
            "begin": self.begin,
            "call": self.call,
            "starmap": self.starmap,
            "run": self.run,
            "get": self.get,
            "set": self.set,
            "item": lambda message: message["object"][message["key"]],
            "length": lambda message: len(message["object"]),
            "items": self.items,
        }

    def answer(self, frame: bytes) -> bytes:
        """Return the reply to a request; whatever the student's code does short of dying becomes a reply."""
        return self.reply(decode(frame, self.resolve, strides=True))

    def reply(self, message: dict[str, Any]) -> bytes:
        """Carry out a decoded request and return the encoded reply."""
        outer, self.request = self.request, message["id"]
        unbegun = "first" in message
        try:
            with warnings.catch_warnings(action="ignore"):
                if unbegun:  # a check's beginning travels with its first question: most checks ask only one or two
                    self.carry_out("begin", message["first"])
                    unbegun = False
                value = self.carry_out(message["op"], message, traced=message.get("traced", True))
            return encode({"id": message["id"], "value": value, "operations": sorted(self.used)}, self.keep)
        except BaseException as error:
            raised = describe(error, self.filename)
            answer = {"id": message["id"], "raised": raised, "operations": sorted(self.used)}
            return encode(answer | {"unbegun": True} if unbegun else answer)
        finally:
            self.request = outer

    def carry_out(self, operation: str, message: dict[str, Any], *, traced: bool = False) -> Any:
        """Run student code in the exercise's mode; note its operations if asked to, and whether it leaves the mode."""
        inference = self.mode == "inference" and operation in RUNS_CODE
        before = recorded() if inference else 0
        try:
            with inference_mode() if inference else NOTHING:
                if traced and self.operations and operation in TRACED:
                    with Trace(self.operations, self.used, self.known):
                        return self.handlers[operation](message)
                return self.handlers[operation](message)
        finally:
            if inference and recorded() != before:  # in this mode it records nothing: the code has left it
                self.used.add(AUTOGRAD)

    # References

    def keep(self, value: object) -> Reference:
        """Keep an object that is no value and return a reference to it."""
        number = len(self.objects) + 1
        self.objects[number] = value
        kind = "class" if isinstance(value, type) else type(value).__name__
        return Reference(number, kind)

    def resolve(self, reference: Reference | Callback) -> Any:
        """Return the object that a reference stands for, or a function that asks the trusted side."""
        if isinstance(reference, Reference):
            return self.objects[reference.number]
        number = reference.number

        def ask(*args: Any, **kwargs: Any) -> Any:
            frame = encode({"id": self.request, "callback": number, "args": args, "kwargs": kwargs}, self.keep)
            while True:
                message = decode(self.exchange(frame), self.resolve, strides=True)
                if message["op"] != "answer":  # the trusted side asks something before it answers
                    frame = self.reply(message)
                elif message.get("raised"):
                    raise Raised(message["raised"])
                else:
                    return message["value"]

        return ask

    # Operations

    def load(self, message: dict[str, Any]) -> None:
        """Execute the source in a fresh module."""
        self.filename, self.mode = message["filename"], message["mode"]
        if self.operations != tuple(message["operations"]):
            self.operations, self.known = tuple(message["operations"]), {}
        if self.confined and not self.taken_away:
            take_away(message["removed"], message["reason"])
            self.taken_away = True
        source = message["source"]
        self.module = types.ModuleType(self.name)
        self.module.__file__ = self.filename
        sys.modules[self.name] = self.module
        if self.compiled is None or self.compiled[0] != source:
            linecache.cache[self.filename] = (len(source), None, source.splitlines(keepends=True), self.filename)
            self.compiled = source, compile(source, self.filename, "exec", dont_inherit=True)
        exec(self.compiled[1], self.module.__dict__)

    def begin(self, message: dict[str, Any]) -> None:
        """Start a check: forget the last one's objects, undo what code may have set for the process, load, seed."""
        self.objects.clear()
        self.used.clear()
        vars(self.module).update(self.replaced)
        self.replaced.clear()
        torch.set_default_dtype(torch.float32)
        torch.set_grad_enabled(True)
        if self.confined:
            torch.set_num_threads(1)
        if "source" in message:
            self.loaded = message
        if "source" in message or message.get("again"):
            self.load(self.loaded)
        torch.default_generator.manual_seed(
            message["seed"]
        )  # torch.manual_seed formats a traceback for each accelerator
        random.seed(message["seed"])

    def call(self, message: dict[str, Any]) -> Any:
        """Call a function of the module, or an object; ``observe`` asks for the arguments as they are afterwards."""
        function = message["object"] if message["name"] is None else self.named(message["name"])
        args = message["args"]
        value = function(*args, **message["kwargs"])
        return (value, list(args)) if message["observe"] else value

    def starmap(self, message: dict[str, Any]) -> Any:
        """Call a function once with each of several lots of arguments, up to the first exception.

        Each value stands in a frame of its own, made before the next call: that one may write into the same tensor.
        """
        frames: list[bytes] = []
        try:
            function = self.named(message["name"])
            for args in message["args"]:
                frames.append(encode({"value": function(*args)}, self.keep))
        except BaseException as error:
            return frames, describe(error, self.filename)
        return frames, None

    def run(self, message: dict[str, Any]) -> Any:
        """Run a probe: a function of the check file whose first argument is the student's module."""
        source = message["source"]
        if source not in self.probes:
            names = {"__name__": "probe", "torch": torch, "nn": torch.nn, "F": torch.nn.functional, "math": math}
            exec(compile(source, PROBE, "exec", dont_inherit=True), names)
            self.probes[source] = names
        return self.probes[source][message["name"]](Module(self), *message["args"], **message["kwargs"])

    def get(self, message: dict[str, Any]) -> Any:
        """Return an attribute of an object, or a name of the module."""
        if message["object"] is None:
            return self.named(message["name"])
        return getattr(message["object"], message["name"])

    def set(self, message: dict[str, Any]) -> None:
        """Set an attribute of an object."""
        setattr(message["object"], message["name"], message["value"])

    def items(self, message: dict[str, Any]) -> list[Any]:
        """Return what iterating over an object gives, up to a bound."""
        items: list[Any] = []
        for item in message["object"]:
            if len(items) >= MAX_ITEMS:
                raise Unsendable(f"gives more than {MAX_ITEMS} items")
            items.append(item)
        return items

    def replace(self, name: str, value: Any) -> None:
        """Give a name of the module another value, until the next check begins."""
        self.replaced.setdefault(name, self.named(name))
        vars(self.module)[name] = value

    def named(self, name: str) -> Any:
        """Return what the module calls ``name``."""
        try:
            return vars(self.module)[name]
        except KeyError:
            raise Missing(name) from None


class Module:
    """The student's module as a probe sees it: a missing name is reported as such, a new value is the module's."""

    def __init__(self, session: Session) -> None:
        vars(self)["_session"] = session

    def __getattr__(self, name: str) -> Any:
        return vars(self)["_session"].named(name)

    def __setattr__(self, name: str, value: Any) -> None:
        vars(self)["_session"].replace(name, value)


class Operator(NamedTuple):
    """An operator of the dispatcher: what runs it without a detour, and under what name it is forbidden, if it is."""

    run: Callable[..., Any]
    forbidden: str


class Trace(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Notes which of the named dispatcher operators run."""

    def __init__(self, patterns: tuple[str, ...], used: set[str], known: dict[int, Operator]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.patterns = patterns
        self.used = used
        self.known = known  # by identity: operators live for ever, and hashing one calls Python

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        return False  # nothing is compiled here, and "skipping" would import torch._dynamo first: more than a second

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        known = self.known.get(id(func))
        if known is None:
            name = str(func.overloadpacket)
            forbidden = any(fnmatch.fnmatchcase(name, pattern) for pattern in self.patterns)
            known = self.known[id(func)] = Operator(getattr(func, "_op", func), name if forbidden else "")
        if known.forbidden:
            self.used.add(known.forbidden)
        return known.run(*args, **kwargs or {})


def describe(error: BaseException, filename: str) -> dict[str, Any]:
    """Return an exception as values: class names, message, the lines of the student's own file."""
    frames, innermost = [], ""
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        innermost = code.co_filename if code.co_filename in (filename, PROBE) else innermost
        if code.co_filename == filename:
            frames.append((trace.tb_lineno, code.co_qualname[:100]))
        trace = trace.tb_next
    if len(frames) > MAX_FRAMES:
        frames = frames[:3] + frames[3 - MAX_FRAMES :]
    message = text_of(error)
    return {
        "kind": kind_of_error(error, message) or ("probe" if innermost == PROBE else ""),
        "classes": [cls.__name__ for cls in type(error).__mro__ if cls.__module__ == "builtins"],
        "name": str(type(error).__name__)[:100],
        "message": message,
        "frames": frames,
    }


def kind_of_error(error: BaseException, message: str) -> str:
    """Return what an exception means beyond its class, or an empty string."""
    if isinstance(error, Forbidden):
        return "forbidden"
    if isinstance(error, Missing):
        return "missing"
    if isinstance(error, Unsendable):
        return "unsendable"
    if isinstance(error, Raised):
        return "callback"
    if isinstance(error, MemoryError) or "can't allocate memory" in message:
        return "memory"
    return ""


def text_of(error: BaseException) -> str:
    """Return an exception's message, whatever its ``__str__`` does."""
    try:
        text = str(error)
    except BaseException:
        return "(its message cannot be shown)"
    return text if len(text) <= MAX_MESSAGE else text[:MAX_MESSAGE] + " …"
