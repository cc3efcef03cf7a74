"""One walk over a module: its scopes, what each statement binds, and every place where something is used."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from grader.submission.nodes import (
    Function,
    defaults,
    every_argument,
    is_main_guard,
    itself_in,
    names_a_type,
    operands,
    paired,
    root_name,
)
from grader.submission.scopes import UNKNOWN_ORIGIN, Binding, Block, Origin, OwnClass, Place, Scope, Unit

# Built-in functions whose arguments go nowhere; `getattr` and `vars` are followed.
_LOOK_ONLY = frozenset(
    [
        "callable",
        "dir",
        "getattr",
        "hasattr",
        "help",
        "id",
        "isinstance",
        "issubclass",
        "print",
        "repr",
        "str",
        "type",
        "vars",
    ]
)


class Code:
    """Everything about a module that the rules need, gathered in one walk over its tree."""

    def __init__(self, tree: ast.Module) -> None:
        self.module = Scope("module")
        self.classes: list[OwnClass] = []
        self.units: list[Unit] = []
        self.places: dict[ast.Name, Place] = {}
        self.mentions: list[tuple[ast.expr, Unit]] = []  # names, attributes, calls and subscripts
        self.stores: list[tuple[ast.Attribute, Origin]] = []  # assignments to attributes
        self.handed_on: list[tuple[ast.expr, Unit]] = []  # arguments and results, which are not followed
        self.stars: list[str] = []  # modules of which everything is imported
        self.bindings: list[Binding] = []
        self._scope, self._block, self._order = self.module, self.module.block, 0.0
        self._unit = Unit(1)
        self._statements(tree.body)

    def _statements(self, body: list[ast.stmt], block: Block | None = None) -> None:
        outer, self._block = self._block, block or self._block
        for statement in body:
            if self._scope is self.module:
                self._enter_unit(statement)
            else:
                self._visit(statement)
        self._block = outer

    def _enter_unit(self, statement: ast.stmt) -> None:
        outer = self._unit
        self._unit = Unit(statement.lineno, under=outer)
        self.units.append(self._unit)
        self._visit(statement)
        self._unit = outer

    @contextmanager
    def _inside(self, scope: Scope) -> Iterator[None]:
        outer = self._scope, self._block
        self._scope, self._block = scope, scope.block
        yield
        self._scope, self._block = outer

    def _visit(self, node: ast.AST) -> None:
        handle = getattr(self, f"_on_{type(node).__name__}", None)
        if handle:
            handle(node)
        else:
            self._visit_children(node)

    def _visit_children(self, node: ast.AST) -> None:
        for child in ast.iter_child_nodes(node):
            self._visit(child)

    def _place(self) -> Place:
        self._order += 1
        return Place(self._scope, self._order, self._block)

    def _bind(self, name: str, origin: Origin, line: int, place: Place | None = None) -> None:
        scope, order, block = place or self._place()
        target = scope.elsewhere.get(name)
        table = target.anytime if target else scope.bindings
        binding = Binding(name, order, block, self._unit, origin, line, target or scope)
        table.setdefault(name, []).append(binding)
        self.bindings.append(binding)
        if scope is self.module:
            self._unit.names.add(name)

    def _assign(self, target: ast.expr, value: ast.expr | None, levels: int = 0) -> None:
        """Bind a target to a value, or to an element of it."""
        origin = Origin("value", value, levels) if value else UNKNOWN_ORIGIN
        if isinstance(target, ast.Name):
            self._bind(target.id, origin, target.lineno)
        elif isinstance(target, ast.Starred):
            self._assign(target.value, value, levels - 1)
        elif isinstance(target, ast.Tuple | ast.List):
            parts = paired(target, value) if levels == 0 else None
            for index, element in enumerate(target.elts):
                if parts:
                    self._assign(element, parts[index])
                else:
                    self._assign(element, value, levels + 1)
        else:
            self._store(target, origin)

    def _store(self, target: ast.expr, origin: Origin) -> None:
        self._visit(target)
        if isinstance(target, ast.Attribute):
            self.stores.append((target, origin))
        elif origin.node is not None:
            self.handed_on.append((origin.node, self._unit))
        self._change(target)

    def _change(self, target: ast.expr) -> None:
        root = root_name(target)
        if root and self._scope is self.module:
            self._unit.changes.add(root)

    def _on_Assign(self, node: ast.Assign) -> None:
        self._visit(node.value)
        for target in node.targets:
            self._assign(target, node.value)

    def _on_AnnAssign(self, node: ast.AnnAssign) -> None:
        self._annotation(node.annotation)
        if node.value:
            self._visit(node.value)
            self._assign(node.target, node.value)

    def _on_AugAssign(self, node: ast.AugAssign) -> None:
        self._visit(node.value)
        if not isinstance(node.target, ast.Name):
            self._store(node.target, UNKNOWN_ORIGIN)
            return
        before = ast.copy_location(ast.Name(node.target.id, ast.Load()), node.target)
        self.places[before] = self._place()
        self._assign(node.target, ast.copy_location(ast.BinOp(before, node.op, node.value), node))

    def _on_Delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            self._assign(target, None)

    def _on_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            dotted = alias.name if alias.asname else alias.name.partition(".")[0]
            self._bind(alias.asname or dotted, Origin("import", dotted=dotted), node.lineno)

    def _on_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            if alias.name == "*":
                self.stars.append(node.module or "")
            else:
                known = node.module and not node.level
                origin = Origin("import", dotted=f"{node.module}.{alias.name}") if known else UNKNOWN_ORIGIN
                self._bind(alias.asname or alias.name, origin, node.lineno)

    def _on_Global(self, node: ast.Global) -> None:
        if self._scope is not self.module:
            self._scope.elsewhere |= dict.fromkeys(node.names, self.module)

    def _on_Nonlocal(self, node: ast.Nonlocal) -> None:
        for name in node.names:
            place = self._scope.place
            while place and not (place.scope.kind == "function" and place.scope.has(name)):
                place = place.scope.place
            if place:
                self._scope.elsewhere[name] = place.scope

    def _on_If(self, node: ast.If) -> None:
        while True:  # a long elif chain is a deep tree
            self._visit(node.test)
            if is_main_guard(node) and self._scope is self.module:
                self._sleep(node.body)
            else:
                self._statements(node.body, Block(self._block))
            if len(node.orelse) != 1 or not isinstance(node.orelse[0], ast.If):
                break
            node = node.orelse[0]
        self._statements(node.orelse, Block(self._block))

    def _sleep(self, body: list[ast.stmt]) -> None:
        outer = self._unit
        self._unit = Unit(body[0].lineno, asleep=True)
        with self._inside(Scope("function", self._place())):
            self._statements(body)
        self._unit = outer

    def _on_For(self, node: ast.For | ast.AsyncFor) -> None:
        self._visit(node.iter)
        outer, self._block = self._block, Block(self._block, loop=True)
        self._assign(node.target, node.iter, levels=1)
        self._statements(node.body)
        self._block = outer
        self._statements(node.orelse, Block(outer))

    _on_AsyncFor = _on_For

    def _on_While(self, node: ast.While) -> None:
        outer, self._block = self._block, Block(self._block, loop=True)
        self._visit(node.test)
        self._statements(node.body)
        self._block = outer
        self._statements(node.orelse, Block(outer))

    def _on_With(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            self._visit(item.context_expr)
            if item.optional_vars:
                self._assign(item.optional_vars, None)
        self._statements(node.body)

    _on_AsyncWith = _on_With

    def _on_Try(self, node: ast.Try | ast.TryStar) -> None:
        self._statements(node.body, Block(self._block))
        for handler in node.handlers:
            if handler.type:
                self._visit(handler.type)
            block = Block(self._block)
            if handler.name:
                outer, self._block = self._block, block
                self._bind(handler.name, UNKNOWN_ORIGIN, handler.lineno)
                self._block = outer
            self._statements(handler.body, block)
        self._statements(node.orelse, Block(self._block))
        self._statements(node.finalbody)

    _on_TryStar = _on_Try

    def _on_Match(self, node: ast.Match) -> None:
        self._visit(node.subject)
        for case in node.cases:
            outer, self._block = self._block, Block(self._block)
            if isinstance(case.pattern, ast.MatchAs) and case.pattern.name:
                self._bind(case.pattern.name, Origin("value", node.subject), case.pattern.lineno)
            self._visit(case.pattern)
            if case.guard:
                self._visit(case.guard)
            self._statements(case.body)
            self._block = outer

    def _on_MatchAs(self, node: ast.MatchAs | ast.MatchStar) -> None:
        if isinstance(node, ast.MatchAs) and node.pattern:
            self._visit(node.pattern)
        if node.name and not self._scope.has(node.name):
            self._bind(node.name, UNKNOWN_ORIGIN, node.lineno)

    _on_MatchStar = _on_MatchAs

    def _on_MatchMapping(self, node: ast.MatchMapping) -> None:
        self._visit_children(node)
        if node.rest:
            self._bind(node.rest, UNKNOWN_ORIGIN, node.lineno)

    def _on_Return(self, node: ast.Return) -> None:
        if node.value:
            self._visit(node.value)
            self.handed_on.append((node.value, self._unit))

    def _on_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for decorator in node.decorator_list:
            self._visit(decorator)
        self._function(node)
        self._bind(node.name, Origin("function"), node.lineno)

    _on_AsyncFunctionDef = _on_FunctionDef

    def _on_Lambda(self, node: ast.Lambda) -> None:
        self._function(node)
        self.handed_on.append((node.body, self._unit))

    def _function(self, node: Function) -> None:
        arguments = node.args
        for default in [*arguments.defaults, *arguments.kw_defaults]:
            if default:
                self._visit(default)
        for argument in every_argument(arguments):
            self._annotation(argument.annotation)
        if not isinstance(node, ast.Lambda):
            self._annotation(node.returns)
        with self._inside(Scope("function", self._place())):
            for name, origin in self._parameters(node):
                self._bind(name, origin, node.lineno)
            if isinstance(node, ast.Lambda):
                self._visit(node.body)
            else:
                self._statements(node.body)

    def _parameters(self, node: Function) -> Iterator[tuple[str, Origin]]:
        arguments = node.args
        for name, default in defaults(arguments):
            yield name, Origin("default", default) if default else UNKNOWN_ORIGIN
        for rest in (arguments.vararg, arguments.kwarg):
            if rest:
                yield rest.arg, UNKNOWN_ORIGIN
        owner = self._scope.place.scope.owner if self._scope.place else None
        itself = itself_in(node) if owner else None
        if itself:
            yield itself[0], Origin(itself[1], owner=owner)

    def _annotation(self, node: ast.expr | None) -> None:
        """Pass over an annotation that only names a type: it uses nothing."""
        if node and not names_a_type(node):
            self._visit(node)

    def _on_ClassDef(self, node: ast.ClassDef) -> None:
        for expression in [*node.decorator_list, *node.bases, *(keyword.value for keyword in node.keywords)]:
            self._visit(expression)
        scope = Scope("class", self._place())
        scope.owner = OwnClass(node.name, node.bases, scope)
        self.classes.append(scope.owner)
        with self._inside(scope):
            self._statements(node.body)
        self._bind(node.name, Origin("class", owner=scope.owner), node.lineno)

    def _on_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self.places[node] = self._place()
            self.mentions.append((node, self._unit))

    def _on_Attribute(self, node: ast.Attribute) -> None:
        self._visit(node.value)
        self.mentions.append((node, self._unit))

    def _on_Subscript(self, node: ast.Subscript) -> None:
        self._visit(node.value)
        self._visit(node.slice)
        self.mentions.append((node, self._unit))

    def _on_Call(self, node: ast.Call) -> None:
        arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
        for expression in (node.func, *arguments):
            self._visit(expression)
        self.mentions.append((node, self._unit))
        if not (isinstance(node.func, ast.Name) and node.func.id in _LOOK_ONLY):
            self.handed_on += [(argument, self._unit) for argument in arguments]
        if isinstance(node.func, ast.Attribute):
            self._change(node.func.value)
        elif isinstance(node.func, ast.Name) and node.func.id == "setattr" and node.args:
            self._change(node.args[0])

    def _on_BinOp(self, node: ast.BinOp) -> None:
        for operand in operands(node):
            self._visit(operand)

    def _on_NamedExpr(self, node: ast.NamedExpr) -> None:
        self._visit(node.value)
        place = self._place()
        while place.scope.kind == "comprehension" and place.scope.place:  # it binds in the function around
            place = Place(place.scope.place.scope, place.order, Block(place.scope.place.block))
        self._bind(node.target.id, Origin("value", node.value), node.lineno, place)

    def _on_Yield(self, node: ast.Yield | ast.YieldFrom) -> None:
        if node.value:
            self._visit(node.value)
            self.handed_on.append((node.value, self._unit))

    _on_YieldFrom = _on_Yield

    def _comprehension(self, generators: list[ast.comprehension], results: Iterable[ast.expr]) -> None:
        self._visit(generators[0].iter)
        with self._inside(Scope("comprehension", self._place())):
            for index, generator in enumerate(generators):
                if index:
                    self._visit(generator.iter)
                self._assign(generator.target, generator.iter, levels=1)
                for condition in generator.ifs:
                    self._visit(condition)
            for result in results:
                self._visit(result)

    def _on_ListComp(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> None:
        self._comprehension(node.generators, [node.elt])

    _on_SetComp = _on_ListComp
    _on_GeneratorExp = _on_ListComp

    def _on_DictComp(self, node: ast.DictComp) -> None:
        self._comprehension(node.generators, [node.key, node.value])
