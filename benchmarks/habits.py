"""What tells one student's work from another's: how each prefers to write what can be written in several ways."""

from __future__ import annotations

import ast
import random

LOADS = ast.Load()


def _expression(text: str, **parts: ast.expr) -> ast.expr:
    """Return an expression with some of its names replaced."""

    class Fill(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:
            return parts.get(node.id, node)

    filled: ast.expr = Fill().visit(ast.parse(text, mode="eval").body)
    return filled


class Habits(ast.NodeTransformer):
    """One student's preferences; each of them survives everything that `grade similar` ignores."""

    def __init__(self, rng: random.Random) -> None:
        self.square = rng.choice(["A ** 2", "A.square()", "torch.float_power(A, 2)", "A ** 2", "A * A"])
        self.root = rng.choice(["A.sqrt()", "A ** 0.5", "torch.sqrt(A)", "A.pow(0.5)", "1 / A.rsqrt()"])
        self.size = rng.choice(["A.shape[N]", "A.size(N)", "A.size()[N]", "list(A.shape)[N]"])
        self.zeros = rng.choice(["zeros_like", "full_like", "new_zeros"])
        self.loop = rng.choice(["range(A)", "range(0, A)", "range(0, A, 1)", "list(range(A))"])
        self.unequal = rng.choice(["A != B", "not A == B", "not (A == B)"])
        self.less = rng.choice(["A < B", "A < B", "not A >= B", "A - B < 0"])
        self.minus = rng.choice(["A - B", "A - B", "A + -B", "-(B - A)"])
        self.divided = rng.choice(["A / B", "A / B", "A * (1 / B)", "A * B ** -1"])
        self.rng = rng
        self.first = rng.sample(
            [
                "x = A.contiguous()",
                "assert A is not None",
                "n = len(A)\nassert n == len(A)",
                "A = torch.as_tensor(A)",
                "A = A + 0",
                "if A is None:\n    raise TypeError('no')",
                "device, kind = A.device, A.dtype\nassert (device, kind)",
            ],
            2,
        )

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        """Write squares, differences and quotients the student's way."""
        self.generic_visit(node)
        if isinstance(node.op, ast.Pow) and isinstance(node.right, ast.Constant) and node.right.value == 2:
            return _expression(self.square, A=node.left)
        texts = {ast.Sub: self.minus, ast.Div: self.divided}
        text = texts.get(type(node.op))
        return _expression(text, A=node.left, B=node.right) if text else node

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        """Write comparisons the student's way."""
        self.generic_visit(node)
        text = {ast.NotEq: self.unequal, ast.Lt: self.less}.get(type(node.ops[0])) if len(node.ops) == 1 else None
        return _expression(text, A=node.left, B=node.comparators[0]) if text else node

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        """Ask for sizes the student's way."""
        self.generic_visit(node)
        of_shape = isinstance(node.value, ast.Attribute) and node.value.attr == "shape"
        if isinstance(node.value, ast.Attribute) and of_shape and isinstance(node.slice, ast.Constant):
            return _expression(self.size, A=node.value.value, N=node.slice)
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Count, take roots and make zeros the student's way."""
        self.generic_visit(node)
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name == "range" and len(node.args) == 1:
            return _expression(self.loop, A=node.args[0])
        if name == "sqrt" and isinstance(node.func, ast.Attribute) and not node.args:
            return _expression(self.root, A=node.func.value)
        if name == "zeros_like" and len(node.args) == 1 and self.zeros != name:
            text = "A.new_zeros(A.shape)" if self.zeros == "new_zeros" else "torch.full_like(A, 0)"
            return _expression(text, A=node.args[0])
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.stmt:
        """Begin some functions the student's way."""
        self.generic_visit(node)
        names = [argument.arg for argument in node.args.args if argument.arg != "self"]
        if names and self.rng.random() < 0.4:
            text = self.rng.choice(self.first).replace("A", names[0])
            node.body[0:0] = ast.parse(text).body
        return node


def written_by(source: str, rng: random.Random) -> str:
    """Return the source as a student with habits of his or her own would have written it."""
    return ast.unparse(ast.fix_missing_locations(Habits(rng).visit(ast.parse(source))))
