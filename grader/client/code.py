"""What a check sees of a submission or a solution: functions, classes and objects that live elsewhere."""

from __future__ import annotations

import random
import types
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import torch

from grader.client.probes import mentioned, probe_source
from grader.client.raised import Unbegun, student_error
from grader.errors import GraderError, WireError
from grader.results import Stopped
from grader.wire import PLAIN, Callback, Reference, Unsendable, decode, encode
from grader.worker.session import TRACED, Session

TRACED_ALWAYS = 3  # calls of each function, of a submission
TRACED_THEN = 0.25  # of those that follow


class Transport(Protocol):
    """Carries requests to code and replies back."""

    def request(self, message: dict[str, Any], where: str) -> dict[str, Any]:
        """Send a request and return the reply; ``where`` says for people what is being asked."""


@dataclass
class Local:
    """Code in this very process: the solution, or a misconception. Values are copied exactly as over the wire."""

    name: str = "solution"
    answer_callback: Callable[[dict[str, Any]], dict[str, Any]] | None = None

    def __post_init__(self) -> None:
        self.session = Session(self.name, self._exchange, confined=False)
        self.numbers = torch.get_rng_state()
        self.modes = (True, torch.float32)  # whether autograd records, and the default dtype

    def request(self, message: dict[str, Any], where: str) -> dict[str, Any]:
        """Carry out a request here and now."""
        ours, our_modes = torch.get_rng_state(), (torch.is_grad_enabled(), torch.get_default_dtype())
        torch.set_rng_state(self.numbers)  # as in a process of its own, the code draws from a stream of its own
        _set_modes(self.modes)  # and what it sets for the process, nobody else sees
        try:
            reply = unpacked(message, self._reply(message | {"id": ""}))
        finally:
            self.numbers, self.modes = torch.get_rng_state(), (torch.is_grad_enabled(), torch.get_default_dtype())
            torch.set_rng_state(ours)
            _set_modes(our_modes)
        return reply

    def _reply(self, message: dict[str, Any]) -> dict[str, Any]:
        return decode(self.session.answer(encode(message, outgoing, strides=True)))

    def _exchange(self, frame: bytes) -> bytes:
        if self.answer_callback is None:
            raise GraderError("The solution called back, but nobody listens.")
        return encode(self.answer_callback(decode(frame)), outgoing, strides=True)


def unpacked(message: dict[str, Any], reply: dict[str, Any]) -> dict[str, Any]:
    """Return a reply as it is, but what came of several calls as their values and the exception that ended them.

    Raises:
        WireError: it is not made as a worker makes it.

    """
    if message["op"] != "starmap" or reply.get("raised") is not None:
        return reply
    pair = reply.get("value")
    frames, raised = pair if isinstance(pair, tuple) and len(pair) == 2 else (None, None)
    if not isinstance(frames, list) or not all(isinstance(frame, bytes) for frame in frames):
        raise WireError("What came of several calls is not right.")
    if len(frames) > len(message["args"]) or (raised is None and len(frames) < len(message["args"])):
        raise WireError("There are more or fewer values than calls.")
    values = [decode(frame).get("value") for frame in frames]
    return reply | {"value": (values, student_error(raised) if raised is not None else None)}


def _set_modes(modes: tuple[bool, torch.dtype]) -> None:
    recording, dtype = modes
    if torch.is_grad_enabled() != recording:
        torch.set_grad_enabled(recording)
    if torch.get_default_dtype() != dtype:
        torch.set_default_dtype(dtype)


def outgoing(value: object) -> Reference | Callback:
    """Return what stands for an object of ours on the other side."""
    if isinstance(value, Handle):
        return vars(value)["_reference"]  # type: ignore[no-any-return]
    raise Unsendable(f"is a {type(value).__name__}, which cannot be sent to the student's code")


@dataclass
class Call:
    """One question that a check asked, and what came back: the raw material of a diagnosis."""

    functions: tuple[str, ...]  # what was called; the names that a probe mentions
    value: Any = None
    error: Exception | None = None
    question: Any = None  # what was asked, where that is kept


@dataclass
class Tracing:
    """Decides whose operations are traced: tracing makes every operation several times as long.

    The first calls of each function are, then some that nobody can foretell; and all, once something was found.
    """

    draw: random.Random
    seen: dict[tuple[str, ...], int] = field(default_factory=dict)
    found: bool = False

    def wants(self, functions: tuple[str, ...]) -> bool:
        """Say whether the next call, of these functions, is traced."""
        self.seen[functions] = self.seen.get(functions, 0) + 1
        return self.found or self.seen[functions] <= TRACED_ALWAYS or self.draw.random() < TRACED_THEN


@dataclass
class Conversation:
    """What one ``Code`` and its handles share."""

    transport: Transport
    names: frozenset[str] = frozenset()  # of the stub: what a probe may mention
    calls: list[Call] = field(default_factory=list)
    callbacks: list[Callable[..., Any]] = field(default_factory=list)
    operations: set[str] = field(default_factory=set)
    first: dict[str, Any] | None = None  # the request that begins a check; it goes along with the check's first one
    tracing: Tracing | None = None  # which calls have their operations traced; None: all of them
    recorder: Callable[[dict[str, Any]], Any] | None = None  # makes of a question what is kept of it; None: nothing is
    one_request: bool = True  # whether several calls of one function may be one request

    def ask(self, message: dict[str, Any], *functions: str) -> Any:
        """Ask something of the code; record the outcome; return the value or raise the student's exception.

        ``functions`` names, for people, whatever of the code is at work.
        """
        call = Call(functions, question=self.recorder(message) if self.recorder is not None else None)
        self.calls.append(call)
        first, self.first = self.first, None
        message = message | {"first": first} if first else dict(message)
        if self.tracing is not None and message["op"] in TRACED:
            message["traced"] = self.tracing.wants(functions)
        try:
            reply = self.transport.request(message, "` or `".join(functions))
        except Stopped as stopped:
            call.error, self.first = stopped, first
            raise
        if first and reply.get("unbegun") and reply.get("raised") is not None:
            self.calls.clear()
            raise Unbegun(student_error(reply["raised"]))
        operations = reply.get("operations")
        if isinstance(operations, list):
            names = [name for name in operations[:20] if isinstance(name, str)]
            self.operations.update(name for name in names if len(name) < 80 and name.replace(".", "").isidentifier())
            if self.tracing is not None and self.operations:
                self.tracing.found = True
        if reply.get("raised") is not None:
            call.error = student_error(reply["raised"])
            raise call.error
        call.value = reply.get("value")
        return self.incoming(call.value)

    def ask_several(self, name: str, arguments: Sequence[Sequence[Any]]) -> Iterator[Any]:
        """Call a function with each lot of arguments in one request; give its values, then the exception it raised.

        Each call is recorded when its value is taken, so that a check that fails before has recorded what it would
        have with single calls.
        """
        self.ask({"op": "starmap", "name": name, "args": [self.outgoing(list(args)) for args in arguments]}, name)
        values, raised = self.calls.pop().value
        for value in values:
            self.calls.append(Call((name,), value))
            yield self.incoming(value)
        if raised is not None:
            self.calls.append(Call((name,), error=raised))
            raise raised

    def forget(self) -> None:
        """Drop what the last check left."""
        self.calls.clear()
        self.callbacks.clear()
        self.operations.clear()
        self.first = None

    def incoming(self, value: Any) -> Any:
        """Return a value with references turned into handles."""
        if isinstance(value, Reference):
            return Handle(self, value)
        if isinstance(value, (list, tuple, set)):
            if PLAIN.issuperset(map(type, value)):
                return value
            return type(value)(self.incoming(item) for item in value)
        if isinstance(value, dict):
            return {key: self.incoming(item) for key, item in value.items()}
        return value

    def outgoing(self, value: Any) -> Any:
        """Return a value with callables turned into callbacks."""
        if isinstance(value, Handle | type):
            return value
        if isinstance(value, (list, tuple)) and type(value) in (list, tuple):
            return type(value)(self.outgoing(item) for item in value)
        if isinstance(value, dict):
            return {key: self.outgoing(item) for key, item in value.items()}
        if isinstance(value, types.FunctionType | types.MethodType | types.BuiltinFunctionType):
            self.callbacks.append(value)
            return Callback(len(self.callbacks) - 1)
        return value

    def answer(self, message: dict[str, Any]) -> dict[str, Any]:
        """Serve a callback: the code in the worker called a function that lives here."""
        number, args, kwargs = message.get("callback"), message.get("args"), message.get("kwargs")
        if not isinstance(number, int) or not 0 <= number < len(self.callbacks):
            raise WireError("A callback that was never given was called.")
        if not isinstance(args, tuple) or not isinstance(kwargs, dict):
            raise WireError("A callback's arguments are not right.")
        try:
            value = self.callbacks[number](
                *self.incoming(args), **{str(k): self.incoming(v) for k, v in kwargs.items()}
            )
            return {"op": "answer", "value": self.outgoing(value)}
        except (Stopped, GraderError):
            raise
        except Exception as error:  # the student called it with something that it cannot take
            return {"op": "answer", "raised": type(error).__name__}


class Code:
    """A submission or a solution: its functions and classes are attributes.

    ``code.f(x)`` calls ``f`` with private copies of the arguments and returns its value: numbers, text, containers and
    tensors as they are, anything else as a ``Handle``. Names that begin with ``_`` or are called ``run`` or ``observe``
    are reached by ``code["run"]``.
    """

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation

    def __getattr__(self, name: str) -> Function:
        if name.startswith("_"):
            raise AttributeError(name)
        return Function(self._conversation, name)

    def __getitem__(self, name: str) -> Function:
        return Function(self._conversation, name)

    def observe(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """Call a function; return ``(value, positional arguments as they are afterwards)``."""
        return self[name]._call(args, kwargs, observe=True)

    def run(self, probe: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run a function of the check file beside the code; its first parameter is the code's module.

        Its source is sent, with the module-level functions and classes of the check file that it mentions; constants
        are not.
        """
        message = {"op": "run", "source": probe_source(probe), "name": probe.__name__}
        send = self._conversation.outgoing
        message |= {"args": send(list(args)), "kwargs": send(kwargs)}
        return self._conversation.ask(message, *mentioned(probe, self._conversation.names))


class Function:
    """A name of the code: call it, or read it."""

    def __init__(self, conversation: Conversation, name: str) -> None:
        self._conversation = conversation
        self._name = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it; return its value."""
        return self._call(args, kwargs, observe=False)

    def starmap(self, arguments: Sequence[Sequence[Any]]) -> Iterator[Any]:
        """Call it once with each lot of positional arguments, at the cost of one call; give the values in turn.

        What a call raised is raised in its turn; later calls are not made. Nothing else of the code may be asked
        before the last value was taken.
        """
        conversation = self._conversation
        if conversation.one_request and conversation.recorder is None:
            return conversation.ask_several(self._name, arguments)
        return (self._call(args, {}, observe=False) for args in arguments)

    def _call(self, args: Sequence[Any], kwargs: dict[str, Any], *, observe: bool) -> Any:
        send = self._conversation.outgoing
        message = {"op": "call", "object": None, "name": self._name, "observe": observe}
        message |= {"args": send(list(args)), "kwargs": send(kwargs)}
        return self._conversation.ask(message, self._name)

    def __repr__(self) -> str:
        return f"<{self._name} of the submission>"

    @property
    def value(self) -> Any:
        """The value of a module-level name that is no function."""
        return self._conversation.ask({"op": "get", "object": None, "name": self._name}, self._name)


class Handle:
    """An object that stays on the other side: call it, read and set its attributes, index it, iterate over it."""

    def __init__(self, conversation: Conversation, reference: Reference) -> None:
        vars(self).update(_conversation=conversation, _reference=reference)

    def _ask(self, message: dict[str, Any]) -> Any:
        conversation, kind = vars(self)["_conversation"], vars(self)["_reference"].kind
        last = conversation.calls[-1].functions if conversation.calls else ()
        return conversation.ask(message | {"object": self}, *((kind,) if kind in conversation.names else last))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the object; return its value."""
        send = vars(self)["_conversation"].outgoing
        message = {"op": "call", "name": None, "observe": False, "args": send(list(args)), "kwargs": send(kwargs)}
        return self._ask(message)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._ask({"op": "get", "name": name})

    def __setattr__(self, name: str, value: Any) -> None:
        self._ask({"op": "set", "name": name, "value": vars(self)["_conversation"].outgoing(value)})

    def __getitem__(self, key: Any) -> Any:
        return self._ask({"op": "item", "key": key})

    def __len__(self) -> int:
        length = self._ask({"op": "length"})
        return length if isinstance(length, int) else 0

    def __iter__(self) -> Iterator[Any]:
        return iter(self._ask({"op": "items"}))

    def __repr__(self) -> str:
        return f"<a {vars(self)['_reference'].kind} object>"


def kind_of_handle(handle: Handle) -> str:
    """Return the name of the class of the object that a handle stands for."""
    return str(vars(handle)["_reference"].kind)
