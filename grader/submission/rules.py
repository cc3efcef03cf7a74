"""The rules of an exercise: where the source uses a library name that is not allowed, and which functions that voids.

Rules are pedagogy. What is found is certain enough to say so to the student; what cannot be seen through is told to the
instructor. The worker takes the same names away and traces operations, so this is one net of three.
"""

from __future__ import annotations

import ast
import fnmatch
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from grader.course import Rules
from grader.results import Problem
from grader.submission.bindings import Code
from grader.submission.meanings import FROM_TABLE, Access, Meanings
from grader.submission.scopes import Unit, lookup
from grader.submission.values import Library, Members, Own, Thing, Values

MOST_PROBLEMS = 30

_FUNCTIONAL = "torch.nn.functional"
_INTERNAL = re.compile(r"torch\.(?:ops\.aten|_VF|_C\._nn|_C\._VariableFunctions|functional|_C\._?TensorBase|_tensor)\.")
# Modules of a library through which others can be reached; passed on as values, they are lost sight of.
_MODULES = frozenset(
    [
        "torch",
        "torch.nn",
        "torch.nn.functional",
        "torch.nn.modules",
        "torch.nn.utils",
        "torch.autograd",
        "torch.optim",
        "torch.func",
        "torch.linalg",
        "torch.special",
        "torch.utils",
        "torch.utils.data",
        "torch.distributions",
        "torch.ops",
        "torch._C",
        "numpy",
        "scipy",
        "sklearn",
        "torchvision",
    ]
)
_OPAQUE = re.compile(
    r"builtins\.(exec|eval|compile|getattr|__import__|__builtins__|object\.__getattribute__|type\.__getattribute__)|"
    r"importlib(\..*)?|sys\.(modules|_getframe)(\..*)?|(ctypes|gc|inspect|marshal|pickle|pkgutil|runpy|code)(\..*)?|"
    r"types\.(FunctionType|CodeType)|pydoc\.locate|torch\.(_C|_?ops|_VF|hub|package|jit\.CompilationUnit)(\..*)?"
)
_OPAQUE_ATTRIBUTES = frozenset(
    {"__globals__", "__subclasses__", "__builtins__", "__closure__", "__code__", "f_globals", "__annotations__"}
)


@dataclass(frozen=True)
class Findings:
    """What the rules of an exercise say about a module."""

    problems: tuple[Problem, ...]
    forbidden: dict[str, Problem]


@dataclass(frozen=True)
class _Use:
    """A place where a rule is broken."""

    name: str
    alias: str  # the name that the student gave it
    line: int
    column: int
    unit: Unit


def examine(code: Code, rules: Rules, required: frozenset[str], where: Callable[[int], str]) -> Findings:
    """Return every use of a forbidden name, what cannot be seen through, and the functions that are voided.

    Args:
        code: the student's module.
        rules: those of the exercise.
        required: the public names that the exercise asks for.
        where: says in words where a line of the source is: "line 3".

    """
    if not (rules.names or rules.removed or rules.operations):
        return Findings((), {})
    search = _Search(code, rules, required)
    uses = [use for use in search.uses if not use.unit.asleep]
    reason = f", which this exercise does not allow.{' ' if rules.reason else ''}{rules.reason}"

    def problem(use: _Use, function: str | None, via: str = "") -> Problem:
        through = f"`{function}` uses `{via}`, and there " if via else ""
        sentence = f"{through}{where(use.line)} uses `{use.name}`{f' (as `{use.alias}`)' if use.alias else ''}{reason}"
        sentence = sentence[0].upper() + sentence[1:]
        return Problem("forbidden", sentence, use.line, use.column, function=function)

    problems = [problem(use, _unit_name(use.unit)) for use in uses[:MOST_PROBLEMS]]
    if len(uses) > MOST_PROBLEMS:
        text = f"{len(uses) - MOST_PROBLEMS} more uses of names that are not allowed are not listed."
        problems.append(Problem("forbidden", text, uses[MOST_PROBLEMS].line))
    for use in [use for use in search.uses if use.unit.asleep][:MOST_PROBLEMS]:
        text = f'{where(use.line)} uses `{use.name}` under `if __name__ == "__main__"`; that part is not run here.'
        problems.append(Problem("notice", text[0].upper() + text[1:], use.line, use.column))
    opaque = sorted(search.opaque.items())
    problems += [
        Problem("flag", f"For the instructor: {where(line)} {text}.", line) for line, text in opaque[:MOST_PROBLEMS]
    ]
    voided = _Spread(code, required, uses).voided()
    return Findings(tuple(problems), {name: problem(use, name, via) for name, (use, via) in sorted(voided.items())})


def _unit_name(unit: Unit) -> str | None:
    names = sorted(unit.names or unit.changes)
    return names[0] if len(names) == 1 else None


class _Patterns:
    """The patterns of forbidden names."""

    def __init__(self, rules: Rules) -> None:
        patterns = rules.names
        dotted = tuple(pattern for pattern in patterns if not pattern.startswith("."))
        attributes = tuple(pattern[1:] for pattern in patterns if pattern.startswith("."))
        self._dotted, self._attribute = _any_of(dotted), _any_of(attributes)
        self._beginnings = [re.split(r"[*?\[]", pattern)[0] for pattern in dotted]
        self._memory: dict[str, bool] = {}

    def forbid(self, dotted: str) -> bool:
        """Say whether a library name, or a part of the library that it belongs to, is forbidden."""
        if dotted not in self._memory:
            parts = dotted.split(".")
            beginnings = (".".join(parts[: length + 1]) for length in range(len(parts)))
            self._memory[dotted] = any(map(self.forbid_attribute, parts[1:])) or any(
                self._dotted.fullmatch(spelling) for beginning in beginnings for spelling in spellings(beginning)
            )
        return self._memory[dotted]

    def forbid_attribute(self, name: str) -> bool:
        """Say whether the attribute is forbidden whatever the object is."""
        return self._attribute.fullmatch(name) is not None

    def are_below(self, module: str) -> bool:
        """Say whether something in a module may be forbidden."""
        for spelling in spellings(module):
            inside = f"{spelling}."
            if any(start.startswith(inside) or inside.startswith(start) for start in self._beginnings):
                return True
        return False


@lru_cache(maxsize=64)  # those of one exercise, for submission after submission
def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{fnmatch.translate(pattern)})" for pattern in patterns) or r"(?!)")


@lru_cache(maxsize=4096)
def spellings(dotted: str) -> tuple[str, ...]:
    """Return every way in which a rule may write a library name: ``torch.nn.functional.relu``, ``F.relu`` ..."""
    plain = {dotted}
    internal = _INTERNAL.match(dotted)
    if internal:
        name = dotted[internal.end() :].partition(".")[0]
        plain |= {f"torch.{name}", f"{_FUNCTIONAL}.{name}", f"torch.Tensor.{name}"}
    parts = dotted.split(".")
    if len(parts) > 3 and parts[0] == "torch" and parts[-1][:1].isupper():
        # torch.nn.modules.loss.MSELoss is torch.nn.MSELoss, torch.optim.adam.Adam is torch.optim.Adam
        short = [*parts[:-2], parts[-1]]
        plain |= {".".join(short), ".".join(part for part in short if part != "modules")}
    if dotted.startswith("builtins."):
        plain.add(dotted.removeprefix("builtins."))
    found = set(plain)
    for name in plain:
        inside = f"{name}."
        if inside.startswith(f"{_FUNCTIONAL}."):
            found.add("F" + name.removeprefix(_FUNCTIONAL))
        if inside.startswith("torch.nn."):
            found.add(name.removeprefix("torch."))
    return tuple(sorted(found))


class _Search:
    """Goes through everything that a module mentions."""

    def __init__(self, code: Code, rules: Rules, required: frozenset[str]) -> None:
        self._code, self._meanings, self._patterns = code, Meanings(code), _Patterns(rules)
        self._methods = {name for owner in code.classes for name in [*owner.scope.bindings, *owner.stores]}
        self._part_of_a_longer_name: set[ast.expr] = set()
        self._uses: dict[tuple[Unit, int, str], _Use] = {}
        self.opaque: dict[int, str] = {}  # by line
        for node, unit in reversed(code.mentions):  # what is longest comes first
            self._mention(node, unit)
        self._look_at_public_names(required)
        for node, _ in code.handed_on:
            self._look_at_handed_on(node)
        self._look_at_stores()
        if self._meanings.gave_up:
            self.opaque.setdefault(1, "begins code that is too entangled to be followed")
        self.uses = sorted(self._uses.values(), key=lambda use: (use.line, use.column, use.name))

    def _mention(self, node: ast.expr, unit: Unit) -> None:
        access = self._meanings.access(node)
        if access:
            if any(isinstance(value, Library) for value in access.base):
                self._part_of_a_longer_name.add(access.of)
            self._attributes(node, access, unit)
        if isinstance(node, ast.Call):
            self._called(node)
        self._from_modules(node)
        if node in self._part_of_a_longer_name:
            return
        for value in self._meanings.of(node) if _is_followed(node, access) else ():
            if isinstance(value, Library):
                self._library(node, value.dotted, unit)
            elif isinstance(value, Members) and self._leads_to_forbidden(value.dotted):
                text = f"goes through everything in `{value.dotted}`, so what it takes is only known when it runs"
                self.opaque.setdefault(node.lineno, text)

    def _library(self, node: ast.expr, dotted: str, unit: Unit) -> None:
        if self._patterns.forbid(dotted):
            alias = node.id if isinstance(node, ast.Name) and node.id != dotted.rpartition(".")[2] else ""
            self._use(node, dotted, unit, alias)
        elif _OPAQUE.fullmatch(dotted):
            shown = dotted.removeprefix("builtins.")
            self.opaque.setdefault(node.lineno, f"uses `{shown}`, which the search for forbidden names cannot follow")

    def _attributes(self, node: ast.expr, access: Access, unit: Unit) -> None:
        libraries = {value.dotted for value in access.base if isinstance(value, Library)}
        for name in {part for dotted in access.names for part in dotted.split(".")}:
            if name in _OPAQUE_ATTRIBUTES:
                text = f"uses `.{name}`, which the search for forbidden names cannot follow"
                self.opaque.setdefault(node.lineno, text)
            elif self._patterns.forbid_attribute(name) and not libraries:
                self._attribute(node, name, access.base, unit)
        if not access.certain and any(map(self._leads_to_forbidden, libraries)):
            self.opaque.setdefault(
                node.lineno, f"takes something from `{min(libraries)}` under a name that is only known when it runs"
            )

    def _attribute(self, node: ast.expr, name: str, base: Values, unit: Unit) -> None:
        own = [value.owner for value in base if isinstance(value, Own)]
        if own and len(own) == len(base) and all(self._meanings.defines(owner, name) for owner in own):
            return
        may_be_own = Thing.UNKNOWN in base and name in self._methods
        if may_be_own and any(self._meanings.defines(owner, name) for owner in self._code.classes):
            text = f"uses `.{name}`, which may be the student's own method or the one that is not allowed"
            self.opaque.setdefault(node.lineno, text)
        else:
            self._use(node, f".{name}", unit)

    def _called(self, node: ast.Call) -> None:
        """Excuse `getattr` and its like where they are seen through, and remark on them where they are not."""
        for value in self._meanings.of(node.func):
            if isinstance(value, Library) and value.dotted in _FOLLOWED:
                values = self._meanings.of(node)
                if value.dotted not in _IMPORTERS or Thing.UNKNOWN not in values:
                    self._part_of_a_longer_name.add(node.func)

    def _from_modules(self, node: ast.expr) -> None:
        """Excuse `sys.modules` where the name is known that is looked up in it."""
        if isinstance(node, ast.Subscript):
            table = node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in FROM_TABLE:
            table = node.func.value
        else:
            return
        if Library("sys.modules") in self._meanings.of(table) and Thing.UNKNOWN not in self._meanings.of(node):
            self._part_of_a_longer_name.add(table)
            if isinstance(node, ast.Call):
                self._part_of_a_longer_name.add(node.func)

    def _use(self, node: ast.expr, name: str, unit: Unit, alias: str = "") -> None:
        self._add(_Use(name, alias, node.lineno, node.col_offset, unit))

    def _add(self, use: _Use) -> None:
        """Keep the first use of a name on a line; they come from the end of the text."""
        self._uses[use.unit, use.line, use.name] = use

    def _look_at_public_names(self, required: frozenset[str]) -> None:
        """Find imports of what the exercise asks for, ``from torch.optim import Adam``; another import is no use."""
        for name in required:
            for binding in self._code.module.reaching(name):
                for value in self._meanings.bound(binding) if binding.origin.kind == "import" else ():
                    if isinstance(value, Library) and self._patterns.forbid(value.dotted):
                        self._add(_Use(value.dotted, "", binding.line, 0, binding.unit))

    def _look_at_handed_on(self, node: ast.expr) -> None:
        for part in _parts(node):
            for value in self._meanings.of(part):
                if isinstance(value, Library) and self._leads_to_forbidden(value.dotted):
                    text = f"hands on `{value.dotted}`; what is taken from it there is not followed"
                    self.opaque.setdefault(part.lineno, text)

    def _look_at_stores(self) -> None:
        for target, origin in self._code.stores:
            base = self._meanings.of(target.value)
            changed = [f"{value.dotted}.{target.attr}" for value in base if isinstance(value, Library)]
            if changed:
                if not min(changed).startswith("torch.backends."):  # settings of the machine
                    text = f"changes `{min(changed)}`, which belongs to a library"
                    self.opaque.setdefault(target.lineno, text)
            elif origin.node and not any(isinstance(value, Own) for value in base):
                self._look_at_handed_on(origin.node)

    def _leads_to_forbidden(self, module: str) -> bool:
        return module in _MODULES and self._patterns.are_below(module)


_IMPORTERS = frozenset({"importlib.import_module", "importlib.__import__", "builtins.__import__"})
_FOLLOWED = _IMPORTERS | {"builtins.getattr", "builtins.object.__getattribute__", "builtins.type.__getattribute__"}


def _is_followed(node: ast.expr, access: Access | None) -> bool:
    """Say whether the value of such an expression is the thing itself, not what a call of it returns."""
    return access is not None or isinstance(node, ast.Name | ast.Call | ast.Subscript)


def _parts(node: ast.expr) -> Iterable[ast.expr]:
    """Return the expression, or what a tuple or list of them holds."""
    todo = [node]
    found: list[ast.expr] = []
    while todo and len(found) < 50:
        part = todo.pop()
        if isinstance(part, ast.Tuple | ast.List | ast.Set):
            todo += part.elts
        elif isinstance(part, ast.Dict):
            todo += part.values
        elif isinstance(part, ast.Starred):
            todo.append(part.value)
        else:
            found.append(part)
    return found


class _Spread:
    """Follows broken rules from the helpers of a module to the public functions that use them."""

    def __init__(self, code: Code, required: frozenset[str], uses: list[_Use]) -> None:
        self._required = required
        self._code = code
        self._first: dict[Unit, _Use] = {}
        for use in uses:
            self._first.setdefault(use.unit, use)
        self._changes: dict[str, Unit] = {}  # by name: stands for all that changes its value
        imported = {binding.name for binding in code.bindings if binding.origin.kind == "import"}
        self._needs: dict[Unit, dict[Unit, str]] = {}  # of a unit: those that it uses, and by which name
        for unit in code.units:
            for name in unit.changes - imported:
                changes = self._changes.setdefault(name, Unit(unit.line))
                self._needs.setdefault(changes, {})[unit] = name

    def voided(self) -> dict[str, tuple[_Use, str]]:
        """Return the public names whose code breaks a rule, where, and by which helper of theirs."""
        if not self._first:
            return {}
        self._find_needs()
        found = {}
        for name in self._required:
            use = self._reach(name)
            if use:
                found[name] = use
        return found

    def _find_needs(self) -> None:
        for node, unit in self._code.mentions:
            if isinstance(node, ast.Name):
                for binding in lookup(node.id, self._code.places.get(node)):
                    if binding.scope is self._code.module:
                        needs = self._needs.setdefault(unit, {})
                        needs.setdefault(binding.unit, node.id)
                        if node.id in self._changes:
                            needs.setdefault(self._changes[node.id], node.id)
        for unit in self._code.units:
            if unit.under:
                self._needs.setdefault(unit, {}).setdefault(unit.under, "")

    def _reach(self, public: str) -> tuple[_Use, str] | None:
        own = [binding.unit for binding in self._code.module.reaching(public)]
        own += self._needs.get(self._changes.get(public, Unit(0)), [])
        todo = [(unit, "") for unit in own]
        seen = set(own)
        for unit, via in todo:
            if unit in self._first:
                return self._first[unit], via
            for other, name in self._needs.get(unit, {}).items():
                if other not in seen and not other.names & self._required:
                    seen.add(other)
                    todo.append((other, via or name))
        return None
