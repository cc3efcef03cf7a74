"""Parses a student's Python, and says what is wrong with it the way a teacher would. Nothing is ever run."""

from __future__ import annotations

import ast
import re
import symtable
import unicodedata
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from grader.submission.reading import shown

DEEPEST = 150  # levels of nesting; nobody writes that by hand, and the walks over the tree are recursive


@dataclass(frozen=True)
class Flaw:
    """Why a piece of text is no Python."""

    kind: str  # the exception's class: SyntaxError, IndentationError, TabError
    text: str  # Python's own words, so that they can be searched for
    advice: str = ""
    line: int = 1
    column: int | None = None

    def sentence(self, where: str) -> str:
        """Return the whole message, with the place written as ``where`` says."""
        return f"{self.kind} in {where}: {self.text}{f'; {self.advice}' if self.advice else ''}."


TOO_DEEP = Flaw("SyntaxError", "the code is nested too deeply to be examined")


def parse(source: str, *, waits: bool = False) -> ast.Module | Flaw:
    """Return the tree of the source, or what keeps Python from reading it.

    Args:
        source: Python.
        waits: let it `await` outside functions, as Jupyter does.

    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "\d" and the like: remarks on style, which must not become errors here
        try:
            tree = ast.parse(source)
            flaw = _misplaced(tree, waits=waits)
            if flaw is None:
                # Finds what the grammar allows and Python still refuses, such as two parameters of one name.
                symtable.symtable(source, "<submission>", "exec")
        except SyntaxError as error:
            flaw = _flaw(error, source)
        except (RecursionError, MemoryError):
            flaw = Flaw("SyntaxError", "the code is nested too deeply for Python", line=_fullest_line(source))
        except ValueError as error:  # a number of more than 4300 digits, a NUL character, half a surrogate pair
            flaw = Flaw("SyntaxError", shown(str(error)))
    return tree if flaw is None else flaw


def _fullest_line(source: str) -> int:
    lines = source.split("\n")
    return max(range(len(lines)), key=lambda index: len(lines[index])) + 1


def _flaw(error: SyntaxError, source: str) -> Flaw:
    line = error.lineno or 1
    lines = source.split("\n")
    code = lines[line - 1][:300] if 1 <= line <= len(lines) else ""
    message = shown(error.msg or "invalid syntax").removesuffix(".")
    column = error.offset if error.offset and error.offset > 0 else None
    return Flaw(type(error).__name__, message, _advice(message, code), line, column)


_BY_CODE = (
    (r"\s*(<{7}|={7}|>{7})( |$)", "this line was left by a merge of two versions: keep one of them"),
    (r"\s*(>>> |In \[\d*\]:|Out\[\d*\]:)", "this line was copied with the prompt before it: remove the prompt"),
    (r"\s*[%!]\w", "this is a command of Jupyter, not of Python: remove it from a .py file"),
    (r"\s*else\s+if\b", "in Python this is written `elif`"),
    (r".*(&&|\|\|)", "in Python these are written `and` and `or`"),
    (r".*(\w\+\+|\w--)\s*;?$", "in Python this is written `+= 1` or `-= 1`"),
)
_BY_MESSAGE = (
    ("was never closed", "the end of the line, or a later line, must close it"),
    ("unmatched|does not match opening", "count the brackets of this line and of the lines before it"),
    ("Missing parentheses in call to 'print'", "this is Python 2, where print was no function"),
    ("invalid character '[“”‘’„‟′″«»]'", "these quotes come from a word processor: type \" or ' instead"),
    ("expected ':'", "`def`, `class`, `if`, `else`, `for` and `while` end with a colon"),
    ("inconsistent use of tabs", "tabs and spaces look alike but differ: let your editor turn tabs into spaces"),
    ("unindent does not match", "this line starts further left than its block, but not where an outer block starts"),
    ("unexpected indent", "this line starts further right than the one before it"),
    ("expected an indented block", "the lines of its body start further right, even if it is only `pass`"),
    (r"Maybe you meant '=='", "a comparison is written `==`, `=` gives a name to a value"),
    ("unterminated (triple-quoted )?string", "a quote is missing at its end"),
    ("invalid non-printable character", "it was copied from a web page or a PDF: delete it and type a space"),
    ("forgot a comma", "look for a missing comma or operator"),
    ("leading zeros", "write 7, not 007"),
    ("is outside|outside function|outside loop", "check how far the line is indented"),
)


def _advice(message: str, code: str) -> str:
    for pattern, advice in _BY_CODE:
        if re.match(pattern, code):
            return advice
    for pattern, advice in _BY_MESSAGE:
        if re.search(pattern, message):
            return advice
    wide = re.search(r"invalid character '(.)'", message)
    plain = unicodedata.normalize("NFKC", wide[1]) if wide else ""
    plain = {"。": ".", "、": ","}.get(plain, plain)
    if wide and plain.isascii():
        return f"this is the wide form of `{plain}`: switch the keyboard to English and type it again"
    return ""


_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_LEAVES = (ast.Name, ast.Constant, ast.expr_context, ast.operator, ast.cmpop, ast.unaryop, ast.boolop)
_LOOP = (ast.For, ast.AsyncFor, ast.While)
_MISPLACED: dict[type[ast.AST], str] = {
    ast.Return: "'return' outside function",
    ast.Yield: "'yield' outside function",
    ast.YieldFrom: "'yield' outside function",
    ast.Await: "'await' outside function",
    ast.Break: "'break' outside loop",
    ast.Continue: "'continue' not properly in loop",
}


def _misplaced(tree: ast.Module, *, waits: bool) -> Flaw | None:
    """Find what the compiler would refuse: a return outside a function, a break outside a loop, too deep nesting."""
    todo: list[tuple[ast.AST, int, bool, bool]] = [(tree, 0, False, False)]
    while todo:
        node, depth, function, loop = todo.pop()
        text = ""
        if depth > DEEPEST:
            text = f"the code is nested more than {DEEPEST} levels deep"
        elif not (
            loop if isinstance(node, ast.Break | ast.Continue) else function or (waits and type(node) is ast.Await)
        ):
            text = _MISPLACED.get(type(node), "")
        if text:
            line, column = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
            return Flaw("SyntaxError", text, _advice(text, ""), line, column + 1)
        if isinstance(node, (*_FUNCTION, ast.ClassDef)):
            function, loop = not isinstance(node, ast.ClassDef), False
        for child, in_body in reversed(list(_children(node))):
            deeper = depth + (not _is_chain(node, child))
            todo.append((child, deeper, function, loop or (in_body and isinstance(node, _LOOP))))
    return None


def _children(node: ast.AST) -> Iterator[tuple[ast.AST, bool]]:
    """Yield what is inside a node, the leaves left out, and whether it belongs to the body."""
    for field in node._fields:
        value = getattr(node, field, None)
        for child in value if isinstance(value, list) else (value,):
            if isinstance(child, ast.AST) and not isinstance(child, _LEAVES):
                yield child, field == "body"


def _is_chain(node: ast.AST, child: ast.AST) -> bool:
    """Say whether this step is one of a long sum or of a long elif chain, which the walks follow without recursion."""
    if isinstance(node, ast.BinOp):
        return isinstance(child, ast.BinOp) and child is node.left
    return isinstance(node, ast.If) and isinstance(child, ast.If) and len(node.orelse) == 1 and child is node.orelse[0]
