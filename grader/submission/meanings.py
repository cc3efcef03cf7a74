"""What the expressions of a module may stand for, as far as that can be read off: library names, texts, own classes.

Nothing is run. What cannot be read off is unknown, and no source makes this slow.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable
from dataclasses import dataclass

from grader.submission.bindings import Code
from grader.submission.nodes import operands
from grader.submission.scopes import MOST, Binding, Origin, OwnClass, lookup
from grader.submission.values import (
    FOREIGN,
    LONGEST,
    UNKNOWN,
    Getter,
    Holder,
    Library,
    Members,
    Own,
    Text,
    Thing,
    Value,
    Values,
    elements,
    holder,
    library,
    product,
    texts_of,
    union,
)

_DEEPEST = 60  # steps from one expression to the next
_BUILTINS = frozenset(dir(builtins))
_GETTERS = frozenset({"builtins.getattr", "builtins.object.__getattribute__", "builtins.type.__getattribute__"})
_IMPORTERS = frozenset({"importlib.import_module", "importlib.__import__", "builtins.__import__"})
_SAME = frozenset(f"builtins.{name}" for name in ("list", "tuple", "set", "frozenset", "iter", "reversed", "str"))
FROM_TABLE = frozenset({"get", "pop", "setdefault", "__getitem__"})
_ARITHMETIC = ("__add__", "__radd__", "__sub__", "__mul__", "__rmul__", "__truediv__", "__pow__", "__matmul__")
_MADE = (ast.UnaryOp, ast.Compare, ast.Slice)


@dataclass(frozen=True)
class Access:
    """An expression that takes attributes of something, however it is written."""

    base: Values
    names: frozenset[str]
    certain: bool  # False: the name may also be another one
    of: ast.expr


class Meanings:
    """The values of one module's expressions."""

    def __init__(self, code: Code) -> None:
        self._code = code
        self._known: dict[ast.expr, Values] = {}
        self._bound: dict[Binding, Values] = {}
        self._depth = 0
        self.gave_up = False  # something is too entangled to be followed
        classes = (owner.scope for owner in code.classes)
        self._own_arithmetic = any(scope.has(name) for scope in classes for name in _ARITHMETIC)
        for target, origin in code.stores:
            for value in self.of(target.value):
                if isinstance(value, Own):
                    value.owner.stores.setdefault(target.attr, []).append(origin)
        self._known.clear()  # what was asked for before all stores were known
        self._bound.clear()
        for binding in code.bindings:  # in the order of the text, so that long chains are short steps
            self.bound(binding)

    def of(self, node: ast.expr) -> Values:
        """Return what an expression may stand for."""
        known = self._known.get(node)
        if known is not None:
            return known
        if self._depth > _DEEPEST:
            self.gave_up = True
            return UNKNOWN
        self._known[node] = frozenset()  # for what refers to itself
        self._depth += 1
        find = self._FINDERS.get(type(node))
        values = find(self, node) if find else FOREIGN if isinstance(node, _MADE) else UNKNOWN
        self._depth -= 1
        if len(values) > MOST:
            values, self.gave_up = UNKNOWN, True
        self._known[node] = values
        return values

    def bound(self, binding: Binding) -> Values:
        """Return what a binding may give its name to."""
        if binding not in self._bound:
            self._bound[binding] = frozenset()
            self._bound[binding] = self._from(binding.origin)
        return self._bound[binding]

    def texts(self, node: ast.expr) -> tuple[frozenset[str], bool]:
        """Return the texts that an expression may be, and whether it can be nothing else."""
        values = self.of(node)
        texts = frozenset(value.text for value in values if isinstance(value, Text))
        return texts, bool(texts) and len(texts) == len(values)

    def access(self, node: ast.expr) -> Access | None:
        """Return which attributes of what the expression takes; None if it is nothing of the kind."""
        if isinstance(node, ast.Attribute):
            return Access(self.of(node.value), frozenset({node.attr}), True, node.value)
        if isinstance(node, ast.Subscript):
            return self._entry(node.value, node.slice)
        return self._called_access(node) if isinstance(node, ast.Call) else None

    def defines(self, owner: OwnClass, name: str) -> bool:
        """Say whether a class of the student's has the attribute of its own, so that it is not a library's."""
        classes, others = self._lineage(owner)
        if any(each.scope.has(name) for each in classes):
            return True
        # `self.grad = 1` in a subclass of torch.Tensor sets the tensor's own attribute.
        return all(map(_is_plain_base, others)) and any(name in each.stores for each in classes)

    # -- steps

    def _from(self, origin: Origin) -> Values:
        if origin.kind == "import":
            return library(*origin.dotted.rpartition(".")[::2])
        if origin.owner:
            return frozenset({Own(origin.owner, origin.kind == "instance")})
        if origin.node is None:
            return frozenset({Thing.OWN}) if origin.kind == "function" else UNKNOWN
        values = self.of(origin.node)
        for _ in range(origin.levels):
            values = elements(values)
        return values | UNKNOWN if origin.kind == "default" else values

    def _name(self, node: ast.Name) -> Values:
        bindings = lookup(node.id, self._code.places.get(node))
        if bindings:
            self.gave_up = self.gave_up or len(bindings) >= MOST
            return union(map(self.bound, bindings))
        values = union(library(module, node.id) for module in self._code.stars)
        if node.id in _BUILTINS:
            return values | {Library(f"builtins.{node.id}")}
        return values or UNKNOWN

    def _entry(self, table: ast.expr, key: ast.expr) -> Access | None:
        """Read ``vars(x)[key]`` and ``x.__dict__[key]``."""
        base: Values = frozenset(Library(value.dotted) for value in self.of(table) if isinstance(value, Members))
        if isinstance(table, ast.Attribute) and table.attr == "__dict__":
            base |= self.of(table.value)
        elif isinstance(table, ast.Call) and table.args and self._calls(table, "builtins.vars"):
            base |= self.of(table.args[0])
        return Access(base, *self.texts(key), table) if base else None

    def _called_access(self, node: ast.Call) -> Access | None:
        function, arguments = node.func, node.args
        if len(arguments) > 1 and any(self._calls(node, getter) for getter in _GETTERS):
            return Access(self.of(arguments[0]), *self.texts(arguments[1]), arguments[0])
        if isinstance(function, ast.Attribute) and arguments:
            if function.attr in ("__getattribute__", "__getattr__"):
                return Access(self.of(function.value), *self.texts(arguments[0]), function.value)
            if function.attr in FROM_TABLE:
                return self._entry(function.value, arguments[0])
        for getter in self.of(function):
            if isinstance(getter, Getter) and arguments:
                return Access(self.of(arguments[0]), getter.names, getter.certain, arguments[0])
        return None

    def _calls(self, node: ast.Call, dotted: str) -> bool:
        return Library(dotted) in self.of(node.func)

    def _accessed(self, access: Access) -> Values:
        if len(access.base) * len(access.names) > 4 * MOST:
            self.gave_up = True
            return UNKNOWN
        values = union(self._attribute(base, name) for base in access.base for name in access.names)
        return values if access.certain else values | UNKNOWN

    def _attribute(self, base: Value, name: str) -> Values:
        if isinstance(base, Library):
            return frozenset({Members(base.dotted)}) if name == "__dict__" else library(base.dotted, name)
        if isinstance(base, Own):
            return self._member(base.owner, name)
        return UNKNOWN if base in (Thing.UNKNOWN, Thing.OWN) else FOREIGN

    def _member(self, owner: OwnClass, name: str) -> Values:
        for each in self._lineage(owner)[0]:
            values = union(map(self.bound, each.scope.reaching(name)))
            values |= union(map(self._from, each.stores.get(name, [])[:MOST]))
            if values:
                return values
        return UNKNOWN

    def _lineage(self, owner: OwnClass) -> tuple[list[OwnClass], Values]:
        """Return a class and its bases as far as they are the student's, and what other bases there are."""
        classes, others = [owner], set[Value]()
        for each in classes:
            for value in union(map(self.of, each.bases)):
                if not isinstance(value, Own) or len(classes) == MOST:
                    others.add(value)
                elif value.owner not in classes:
                    classes.append(value.owner)
        return classes, frozenset(others)

    def _attribute_node(self, node: ast.Attribute) -> Values:
        return union(self._attribute(base, node.attr) for base in self.of(node.value))

    def _subscript(self, node: ast.Subscript) -> Values:
        access = self._entry(node.value, node.slice)
        return self._accessed(access) if access else self._looked_up(node.value, node.slice)

    def _looked_up(self, table: ast.expr, key: ast.expr) -> Values:
        values = self.of(table)
        texts, certain = self.texts(key)
        found = frozenset() if certain else UNKNOWN
        if Library("sys.modules") in values:
            return found | union(library("", text) for text in texts)
        if Thing.GLOBALS in values:
            bindings = [binding for text in texts for binding in self._code.module.reaching(text)]
            return found | union(map(self.bound, bindings))
        if _is_backwards(key) and all(isinstance(value, Text) for value in values):
            return texts_of(value.text[::-1] for value in values if isinstance(value, Text))
        return values if isinstance(key, ast.Slice) else elements(values)

    def _call(self, node: ast.Call) -> Values:
        access = self._called_access(node)
        if access:
            return self._accessed(access)
        if isinstance(node.func, ast.Attribute):
            found = self._called_method(node, node.func)
            if found:
                return found
        return union(self._result(node, function) for function in self.of(node.func)) or UNKNOWN

    def _called_method(self, node: ast.Call, function: ast.Attribute) -> Values:
        base = self.of(function.value)
        texts = [value.text for value in base if isinstance(value, Text)]
        if texts and len(texts) == len(base):
            return self._text_method(texts, function.attr, node.args)
        if function.attr in FROM_TABLE and node.args and base & {Library("sys.modules"), Thing.GLOBALS}:
            return self._looked_up(function.value, node.args[0])
        held = frozenset(value for value in base if isinstance(value, Holder))
        if held and function.attr == "values":
            return held
        return elements(held) if held and function.attr in ("get", "pop") else frozenset()

    def _text_method(self, texts: list[str], method: str, arguments: list[ast.expr]) -> Values:
        if method in ("lower", "upper", "strip", "decode", "encode") and not arguments:
            return texts_of(
                getattr(text, method)() if method in ("lower", "upper", "strip") else text for text in texts
            )
        if method == "join" and len(arguments) == 1 and isinstance(arguments[0], ast.List | ast.Tuple):
            return _joined(texts, [self.texts(element) for element in arguments[0].elts]) or UNKNOWN
        return UNKNOWN

    def _result(self, node: ast.Call, function: Value) -> Values:
        if isinstance(function, Own) and not function.instance:
            return frozenset({Own(function.owner, True)})
        if isinstance(function, Library):
            return self._library_result(node, function.dotted)
        return FOREIGN if function is Thing.FOREIGN else UNKNOWN

    def _library_result(self, node: ast.Call, dotted: str) -> Values:
        if not node.args:
            return self._result_without_arguments(node, dotted)
        first = node.args[0]
        if dotted in _IMPORTERS:
            return self._imported(node, dotted)
        if dotted in _SAME:
            return self.of(first)
        if dotted == "builtins.vars":
            return frozenset(Members(value.dotted) for value in self.of(first) if isinstance(value, Library))
        if dotted in ("operator.attrgetter", "operator.methodcaller"):
            return frozenset({Getter(*self.texts(first))})
        if dotted == "builtins.chr" and isinstance(first, ast.Constant) and isinstance(first.value, int):
            return texts_of([chr(first.value)]) if 0 <= first.value < 0xD800 else UNKNOWN
        return FOREIGN

    def _result_without_arguments(self, node: ast.Call, dotted: str) -> Values:
        if dotted in ("builtins.globals", "builtins.locals", "builtins.vars"):
            return frozenset({Thing.GLOBALS})
        if dotted == "builtins.super" and isinstance(node.func, ast.Name):
            place = self._code.places.get(node.func)
            while place and not place.scope.owner:
                place = place.scope.place
            if place and place.scope.owner:
                bases = union(map(self.of, place.scope.owner.bases))
                return frozenset(Own(base.owner, True) for base in bases if isinstance(base, Own)) or FOREIGN
        return FOREIGN

    def _imported(self, node: ast.Call, dotted: str) -> Values:
        texts, certain = self.texts(node.args[0])
        package = self.texts(node.args[1])[0] if len(node.args) > 1 and dotted == "importlib.import_module" else ()
        names = {text for text in texts if not text.startswith(".")}
        names |= {parent + text for parent in package for text in texts if text.startswith(".")}
        if dotted != "importlib.import_module":  # returns the package unless told otherwise
            names |= {name.partition(".")[0] for name in names}
        values = union(library("", name) for name in names)
        return values if certain else values | UNKNOWN

    def _constant(self, node: ast.Constant) -> Values:
        value = node.value.decode("latin-1") if isinstance(node.value, bytes) else node.value
        return texts_of([value]) if isinstance(value, str) else FOREIGN

    def _formatted(self, node: ast.JoinedStr) -> Values:
        parts = []
        for part in node.values:
            plain = isinstance(part, ast.FormattedValue) and part.format_spec is None and part.conversion in (-1, 115)
            texts, certain = self.texts(part.value if isinstance(part, ast.FormattedValue) else part)
            parts.append((texts if plain or isinstance(part, ast.Constant) else frozenset[str](), certain))
        return _joined([""], parts) or FOREIGN

    def _operation(self, node: ast.BinOp) -> Values:
        """Join texts; the result of other arithmetic is no object of the student's, unless a class overloads it."""
        parts = [self.texts(operand) for operand in operands(node)] if _only_adds(node) else []
        joined = _joined([""], parts) if parts else None
        return joined or (UNKNOWN if self._own_arithmetic else FOREIGN)

    def _display(self, node: ast.Tuple | ast.List | ast.Set) -> Values:
        return holder(union(map(self.of, node.elts[:MOST])))

    def _dictionary(self, node: ast.Dict) -> Values:
        return holder(union(map(self.of, node.values[:MOST])))

    def _choice(self, node: ast.IfExp) -> Values:
        return self.of(node.body) | self.of(node.orelse)

    def _alternatives(self, node: ast.BoolOp) -> Values:
        return union(map(self.of, node.values[:MOST]))

    def _walrus(self, node: ast.NamedExpr) -> Values:
        return self.of(node.value)

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Values:
        return holder(self.of(node.elt))

    _FINDERS: dict[type[ast.expr], Callable[..., Values]] = {  # noqa: RUF012
        ast.Name: _name,
        ast.Attribute: _attribute_node,
        ast.Subscript: _subscript,
        ast.Call: _call,
        ast.Constant: _constant,
        ast.JoinedStr: _formatted,
        ast.BinOp: _operation,
        ast.Tuple: _display,
        ast.List: _display,
        ast.Set: _display,
        ast.Dict: _dictionary,
        ast.IfExp: _choice,
        ast.BoolOp: _alternatives,
        ast.NamedExpr: _walrus,
        ast.ListComp: _comprehension,
        ast.SetComp: _comprehension,
        ast.GeneratorExp: _comprehension,
    }


def _joined(separators: list[str], parts: list[tuple[frozenset[str], bool]]) -> Values | None:
    """Return every text that parts may make together; None if nothing is known about one of them."""
    if not all(texts for texts, _ in parts):
        return None
    choices = list(product([texts for texts, _ in parts]))
    joined = texts_of(separator.join(each) for separator in separators for each in choices)
    return joined if all(certain for _, certain in parts) else joined | UNKNOWN


def _is_plain_base(value: Value) -> bool:
    dotted = value.dotted if isinstance(value, Library) else ""
    return dotted in ("builtins.object", "abc.ABC") or dotted.startswith("torch.nn.")


def _only_adds(node: ast.BinOp) -> bool:
    """Say whether this is a sum of not too many parts."""
    length = 0
    part: ast.expr = node
    while isinstance(part, ast.BinOp) and isinstance(part.op, ast.Add) and length < LONGEST:
        part, length = part.left, length + 1
    return not isinstance(part, ast.BinOp)


def _is_backwards(key: ast.expr) -> bool:
    """Say whether this is ``::-1``."""
    if not isinstance(key, ast.Slice) or key.lower or key.upper or not isinstance(key.step, ast.UnaryOp):
        return False
    return isinstance(key.step.op, ast.USub) and getattr(key.step.operand, "value", None) == 1
