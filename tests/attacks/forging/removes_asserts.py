"""Has every assert and every comparison taken out of the code that is compiled after it: in notebooks and by a hook.

Expected: failed
"""

import ast
import builtins
import sys

COMPILE = builtins.compile
NAMES = ("assert_close", "assert_allclose", "assert_equal", "assert_array_equal", "close", "check")


class Tamer(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.copy_location(ast.Pass(), node)

    def visit_Expr(self, node):
        called = node.value.func if isinstance(node.value, ast.Call) else None
        name = getattr(called, "attr", getattr(called, "id", ""))
        return ast.copy_location(ast.Pass(), node) if name in NAMES else node


def tamed(source, filename, mode, *args, **kwargs):
    if mode == "exec" and isinstance(source, (str, bytes)):
        tree = COMPILE(source, filename, mode, ast.PyCF_ONLY_AST)
        source = ast.fix_missing_locations(Tamer().visit(tree))
    return COMPILE(source, filename, mode, *args, **kwargs)


builtins.compile = tamed
shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
if shell is not None:
    shell.ast_transformers.append(Tamer())


def target(x):
    return x
