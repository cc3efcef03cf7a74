"""Code without what can be changed at no cost: names, comments, layout, annotations, dead statements, word order.

Each function becomes a sequence of tokens that say what it computes; each token knows its line.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from grader.similar.cleared import Body, cleared

MOST_TOKENS = 20_000  # of one submission; nobody writes that by hand
_BUILTINS = frozenset(dir(builtins))
_DEEPEST_INLINE = 30  # names that stand for names; beyond that a name stays a name
_LIBRARIES = {"torch": "", "torch.nn.functional": "", "math": ""}  # f(x) of these and x.f() are the same
_FUNCTIONS = {"mul": "*", "multiply": "*", "add": "+", "sub": "-", "subtract": "-", "div": "/", "divide": "/"}
_FUNCTIONS |= {"true_divide": "/", "mm": "@", "matmul": "@", "mv": "@", "pow": "**", "neg": "neg"}
_OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.MatMult: "@",
    ast.Pow: "**",
    ast.USub: "neg",
}
_COMMUTE = ("+", "*")
_TURNED: dict[type[ast.cmpop], ast.cmpop] = {ast.Gt: ast.Lt(), ast.GtE: ast.LtE()}


class Token(NamedTuple):
    """One step of what the code does, and the line that it stands in."""

    text: str
    line: int


Tokens = list[Token]


@dataclass(frozen=True)
class Unit:
    """One function, method, or what stands at module level."""

    name: str
    tokens: tuple[Token, ...]


def units(tree: ast.Module, public: Iterable[str] = ()) -> list[Unit]:
    """Return what the module's functions do, in the order in which they stand.

    Args:
        tree: a module that was parsed; it is changed.
        public: names that the exercise gives, which nobody may choose.

    """
    names = _Names(tree, frozenset(public))
    found: list[Unit] = []
    room = MOST_TOKENS
    for name, method, body in _bodies(tree):
        plain = cleared(body)
        tokens = _Writer(names, plain, method=method).statements(plain.statements)[:room]
        room -= len(tokens)
        if tokens:
            found.append(Unit(name, tuple(tokens)))
    return found


_Function = ast.FunctionDef | ast.AsyncFunctionDef


def _bodies(tree: ast.Module) -> Iterator[tuple[str, str, _Function | ast.Module]]:
    """Yield each function with the name by which a method knows its object, then the module without them."""
    rest: list[ast.stmt] = []
    for node in tree.body:
        if isinstance(node, _Function):
            yield node.name, "", node
        elif isinstance(node, ast.ClassDef):
            methods = [item for item in node.body if isinstance(item, _Function)]
            for item in methods:
                arguments = [*item.args.posonlyargs, *item.args.args]
                yield f"{node.name}.{item.name}", arguments[0].arg if arguments else "", item
            rest += [item for item in node.body if not isinstance(item, _Function)]
        elif not isinstance(node, ast.Import | ast.ImportFrom):
            rest.append(node)
    yield "", "", ast.Module(rest, [])


class _Names:
    """What the names of a module stand for."""

    def __init__(self, tree: ast.Module, public: frozenset[str]) -> None:
        self.public = public
        self.imported: dict[str, str] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    self.imported[alias.asname or alias.name.partition(".")[0]] = (
                        alias.name if alias.asname else alias.name.partition(".")[0]
                    )
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                for alias in node.names:
                    self.imported[alias.asname or alias.name] = f"{node.module}.{alias.name}"

    def dotted(self, node: ast.expr, own: frozenset[str]) -> str:
        """Return such as "torch.nn.Linear" for what comes out of an import, "" for anything else."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name) or node.id in own or node.id not in self.imported:
            return ""
        return ".".join([self.imported[node.id], *reversed(parts)])


class _Writer:
    """Writes the tokens of one function."""

    def __init__(self, names: _Names, body: Body, *, method: str) -> None:
        self._names, self._body, self._method = names, body, method
        self._inlined: list[str] = []

    def statements(self, body: Iterable[ast.stmt]) -> Tokens:
        """Return the tokens of statements one after the other."""
        return [token for statement in body for token in self._statement(statement)]

    def _statement(self, node: ast.stmt) -> Tokens:
        line = node.lineno
        if isinstance(node, ast.Assign):
            targets = [token for target in node.targets for token in self._expression(target)]
            return [Token("=", line), *self._expression(node.value), *targets]
        if isinstance(node, ast.Return | ast.Expr):
            word = [Token("return", line)] if isinstance(node, ast.Return) else []
            return [*word, *(self._expression(node.value) if node.value else [])]
        if isinstance(node, ast.Raise):
            called = node.exc.func if isinstance(node.exc, ast.Call) else node.exc  # its message is anybody's
            return [Token("raise", line), *(self._expression(called) if called else [])]
        if isinstance(node, ast.If):
            return self._if(node)
        if isinstance(node, _Function):
            return [Token("def", line), *self.statements(node.body), Token("end", line)]
        return self._any(node)

    def _if(self, node: ast.If) -> Tokens:
        """Write an if with all its elifs, which may be thousands, without recursion."""
        found: Tokens = []
        rest: list[ast.stmt] = [node]
        while len(rest) == 1 and isinstance(rest[0], ast.If):
            branch = rest[0]
            found += [Token("if", branch.lineno), *self._expression(branch.test), *self.statements(branch.body)]
            rest = branch.orelse
        if rest:
            found += [Token("else", rest[0].lineno), *self.statements(rest)]
        return [*found, Token("end", node.lineno)]

    def _any(self, node: ast.AST, line: int = 0) -> Tokens:
        """Write a node that needs no care: its kind, then what is in it."""
        line = getattr(node, "lineno", line)
        found = [Token(type(node).__name__, line)]
        for _, value in ast.iter_fields(node):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.stmt):
                    found += self._statement(child)
                elif isinstance(child, ast.expr):
                    found += self._expression(child)
                elif isinstance(child, ast.AST) and not isinstance(child, ast.expr_context | ast.arguments):
                    found += self._any(child, line)
        return [*found, Token("end", line)] if isinstance(node, ast.stmt) else found

    def _expression(self, node: ast.expr) -> Tokens:
        line = node.lineno
        if isinstance(node, ast.Name):
            return self._name(node)
        if isinstance(node, ast.Constant):
            return [Token(_constant(node.value), line)]
        if isinstance(node, ast.Attribute):
            return self._attribute(node)
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.BinOp):
            return self._operation(node)
        if isinstance(node, ast.UnaryOp) and type(node.op) in _OPERATORS:
            return [Token(_OPERATORS[type(node.op)], line), *self._expression(node.operand)]
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _TURNED:
            turned = ast.Compare(node.comparators[0], [_TURNED[type(node.ops[0])]], [node.left])
            return self._any(ast.copy_location(turned, node))
        if isinstance(node, ast.JoinedStr):
            return [Token("text", line)]
        return self._any(node)

    def _name(self, node: ast.Name) -> Tokens:
        name = node.id
        if isinstance(node.ctx, ast.Load) and name in self._body.once and name not in self._inlined:
            if len(self._inlined) < _DEEPEST_INLINE:
                self._inlined.append(name)
                found = self._expression(self._body.once[name])
                self._inlined.pop()
                return found
        elif name not in self._body.own:
            dotted = self._names.dotted(node, self._body.own)
            if dotted or name in self._names.public or name in _BUILTINS:
                return [Token(_short(dotted) or name, node.lineno)]
        return [Token("self" if name == self._method else "name", node.lineno)]

    def _attribute(self, node: ast.Attribute) -> Tokens:
        dotted = self._names.dotted(node, self._body.own)
        if dotted:
            return [Token(_short(dotted), node.lineno)]
        base = self._expression(node.value)
        if base == [Token("self", node.value.lineno)]:
            return [Token("self.", node.lineno)]
        return [*base, Token(f".{node.attr}", node.lineno)]

    def _call(self, node: ast.Call) -> Tokens:
        """Write a call; x.sum(1) and torch.sum(x, 1) are the same, and so are x.mul(y) and x * y."""
        arguments = [self._expression(argument) for argument in node.args]
        function, line = node.func, node.lineno
        dotted = self._names.dotted(function, self._body.own)
        if dotted:
            head = [Token(f"call {_short(dotted)}", line)]
            word = _FUNCTIONS.get(_short(dotted), "")
        elif isinstance(function, ast.Attribute):
            base = self._expression(function.value)
            head = [Token(f"call {function.attr}", line)]
            word = _FUNCTIONS.get(function.attr, "")
            if base != [Token("self", function.value.lineno)]:
                arguments.insert(0, base)
        else:
            head, word = [Token("call", line), *self._expression(function)], ""
        if word and len(arguments) == (1 if word == "neg" else 2) and not node.keywords:
            return _operator(word, arguments, line)
        found = [*head, *(token for argument in arguments for token in argument)]
        for keyword in sorted(node.keywords, key=lambda keyword: keyword.arg or ""):
            found += [Token(f"{keyword.arg or '**'}=", keyword.lineno), *self._expression(keyword.value)]
        return found

    def _operation(self, node: ast.BinOp) -> Tokens:
        """Write an operation; of sums and products all operands at once, in a fixed order."""
        word = _OPERATORS.get(type(node.op), type(node.op).__name__)
        if word not in _COMMUTE:
            return _operator(word, [self._expression(node.left), self._expression(node.right)], node.lineno)
        operands: list[Tokens] = []
        rest: list[ast.expr] = [node]
        while rest:
            part = rest.pop()
            if isinstance(part, ast.BinOp) and type(part.op) is type(node.op):
                rest += [part.left, part.right]
            else:
                operands.append(self._expression(part))
        return _operator(word, operands, node.lineno)


def _operator(word: str, operands: list[Tokens], line: int) -> Tokens:
    if word in _COMMUTE:
        operands = sorted(operands, key=lambda operand: [token.text for token in operand])
    return [Token(f"{word}{len(operands)}", line), *(token for operand in operands for token in operand)]


def _constant(value: object) -> str:
    if isinstance(value, str | bytes):
        return "text"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return repr(value)[:40] if not isinstance(value, int) or abs(value) < 10**30 else "number"


def _short(dotted: str) -> str:
    """Return "sum" for torch.sum, and a name from elsewhere as it is."""
    module, _, name = dotted.rpartition(".")
    return name if module in _LIBRARIES else dotted
