"""Ways in which a copied submission is made to look different, for measuring whether it is still recognised."""

from __future__ import annotations

import ast
import builtins
import json
import random
from collections.abc import Callable, Iterator

Disguise = Callable[[str, random.Random], str]
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def renamed(source: str, rng: random.Random) -> str:
    """Give every local name and parameter without a default another name."""
    tree = ast.parse(source)
    for function in _functions(tree):
        bound = {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and not _is_load(node)}
        bound -= set(dir(builtins))
        names = {name: f"{rng.choice('abcdefgh')}{rng.randrange(10**6)}" for name in sorted(bound)}
        names |= {argument.arg: f"p{rng.randrange(10**6)}" for argument in function.args.args if argument.arg != "self"}
        for node in ast.walk(function):
            if isinstance(node, ast.Name) and node.id in names:
                node.id = names[node.id]
            elif isinstance(node, ast.arg) and node.arg in names:
                node.arg = names[node.arg]
    return ast.unparse(tree)


def _is_load(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Load)


def reordered(source: str, rng: random.Random) -> str:
    """Put the functions and classes in another order."""
    tree = ast.parse(source)
    moved = [node for node in tree.body if isinstance(node, (*FUNCTION, ast.ClassDef))]
    rest = [node for node in tree.body if node not in moved]
    rng.shuffle(moved)
    tree.body = rest + moved
    return ast.unparse(tree)


def commented(source: str, rng: random.Random) -> str:
    """Take all comments and docstrings away and write others."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, (*FUNCTION, ast.ClassDef)) and ast.get_docstring(node) is not None:
            node.body[0] = ast.Expr(ast.Constant(f"My own words, number {rng.randrange(1000)}."))
    lines = ast.unparse(tree).splitlines()
    return "\n".join(
        f"{line}  # step {rng.randrange(99)}" if rng.random() < 0.4 and '"' not in line else line for line in lines
    )


def reformatted(source: str, rng: random.Random) -> str:
    """Lay it out differently: blank lines, other quotes, wider indentation."""
    lines = []
    for line in ast.unparse(ast.parse(source)).splitlines():
        body = line.lstrip()
        lines.append("  " * (len(line) - len(body)) + body)
        lines += [""] * (rng.random() < 0.2)
    return "\n".join(lines) + "\n"


def padded(source: str, rng: random.Random) -> str:
    """Insert statements that do nothing."""
    tree = ast.parse(source)
    for function in _functions(tree):
        fillers = [
            "unused = 0",
            "pass",
            f"tmp_{rng.randrange(99)} = [3, 1]",
            "print('here')",
            "if False:\n    spare = 1",
            "counter = 0\ncounter += 1",
            "'a remark'",
        ]
        for _ in range(max(2, len(function.body) // 2)):
            new = ast.parse(rng.choice(fillers)).body
            place = rng.randrange(len(function.body))
            function.body[place:place] = new
    return ast.unparse(tree)


def annotated(source: str, rng: random.Random) -> str:
    """Annotate every parameter, result and simple assignment."""
    tree = ast.parse(source)
    kinds = ["object", "int", "'Tensor'", "list[float]"]
    for function in _functions(tree):
        for argument in function.args.args:
            argument.annotation = ast.parse(rng.choice(kinds), mode="eval").body
        function.returns = ast.parse(rng.choice(kinds), mode="eval").body

    class Annotate(ast.NodeTransformer):
        def visit_Assign(self, node: ast.Assign) -> ast.stmt:
            target = node.targets[0]
            if len(node.targets) > 1 or not isinstance(target, ast.Name):
                return node
            return ast.AnnAssign(target, ast.Name("object", ast.Load()), node.value, 1)

    return ast.unparse(ast.fix_missing_locations(Annotate().visit(tree)))


def imported_otherwise(source: str, rng: random.Random) -> str:
    """Import torch under another name."""
    tree = ast.parse(source)
    alias = f"t{rng.randrange(100)}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                if name.name == "torch":
                    name.asname = alias
        elif isinstance(node, ast.Name) and node.id == "torch":
            node.id = alias
    return ast.unparse(tree)


def split_up(source: str, rng: random.Random) -> str:
    """Give names to the results that are returned, and to what is assigned."""
    tree = ast.parse(source)

    class Split(ast.NodeTransformer):
        def visit_Return(self, node: ast.Return) -> list[ast.stmt] | ast.stmt:
            if node.value is None:
                return node
            name = f"result{rng.randrange(10**6)}"
            first: list[ast.stmt] = []
            value = node.value
            if isinstance(value, ast.BinOp):
                part = f"part{rng.randrange(10**6)}"
                first = [ast.Assign([ast.Name(part, ast.Store())], value.left)]
                value.left = ast.Name(part, ast.Load())
            return [*first, ast.Assign([ast.Name(name, ast.Store())], value), ast.Return(ast.Name(name, ast.Load()))]

    return ast.unparse(ast.fix_missing_locations(Split().visit(tree)))


def turned_round(source: str, rng: random.Random) -> str:
    """Swap the operands of sums, products and comparisons, and write `x = x + y` for `x += y`."""
    tree = ast.parse(source)
    turned = {ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.LtE: ast.GtE, ast.GtE: ast.LtE}

    class Turn(ast.NodeTransformer):
        def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
            self.generic_visit(node)
            if isinstance(node.op, ast.Add | ast.Mult) and rng.random() < 0.7:
                node.left, node.right = node.right, node.left
            return node

        def visit_Compare(self, node: ast.Compare) -> ast.expr:
            self.generic_visit(node)
            if len(node.ops) == 1 and type(node.ops[0]) in turned:
                return ast.Compare(node.comparators[0], [turned[type(node.ops[0])]()], [node.left])
            return node

        def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt:
            if not isinstance(node.target, ast.Name):
                return node
            value = ast.BinOp(ast.Name(node.target.id, ast.Load()), node.op, node.value)
            return ast.Assign([node.target], value)

    return ast.unparse(ast.fix_missing_locations(Turn().visit(tree)))


def as_functions(source: str, rng: random.Random) -> str:
    """Write torch.sum(x, 1) for x.sum(1), with the functions that torch has in both forms."""
    both = {"sum", "mean", "abs", "exp", "log", "sqrt", "matmul", "mul", "maximum", "minimum", "zeros_like", "clamp"}
    tree = ast.parse(source)

    class Turn(ast.NodeTransformer):
        def visit_Call(self, node: ast.Call) -> ast.expr:
            self.generic_visit(node)
            function = node.func
            if isinstance(function, ast.Attribute) and function.attr in both:
                if isinstance(function.value, ast.Name) and function.value.id == "torch":
                    if node.args and not isinstance(node.args[0], ast.Starred):
                        node.func = ast.Attribute(node.args.pop(0), function.attr, ast.Load())
                else:
                    node.args.insert(0, function.value)
                    node.func = ast.Attribute(ast.Name("torch", ast.Load()), function.attr, ast.Load())
            return node

    return ast.unparse(ast.fix_missing_locations(Turn().visit(tree)))


def as_notebook(source: str, rng: random.Random) -> str:
    """Cut it into the cells of a notebook, with plots and prints between them."""
    cells = [ast.unparse(node) for node in ast.parse(source).body]
    cells += ["print('done')"]
    document = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {},
        "cells": [
            {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": cell}
            for cell in cells
        ],
    }
    return json.dumps(document)


ALL: dict[str, Disguise] = {
    each.__name__: each
    for each in (
        renamed,
        reordered,
        commented,
        reformatted,
        padded,
        annotated,
        split_up,
        turned_round,
        as_functions,
        imported_otherwise,  # after those that write torch.sum
        as_notebook,
    )
}


def everything(source: str, rng: random.Random) -> str:
    """Apply all disguises one after the other, the notebook aside."""
    for name, disguise in ALL.items():
        if name not in ("as_notebook", "commented"):
            source = disguise(source, rng)
    return commented(source, rng)
