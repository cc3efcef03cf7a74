"""What is taken from a notebook, what is left out, and where its lines come from."""

from __future__ import annotations

import ast
import contextlib
import json
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.errors import SubmissionError
from grader.submission import Cell
from grader.submission.magics import without_magics
from grader.submission.syntax import parse

from .conftest import as_notebook

GRAD = "def mse_grad(w, x, y):\n    return w\n"


def code_of(submission):
    """Return the source without comments, empty lines and ``pass``."""
    assert isinstance(parse(submission.source), ast.Module)
    lines = [line.partition("  #")[0].rstrip() for line in submission.source.split("\n")]
    return [line for line in lines if line.strip() and not line.lstrip().startswith("#") and line.strip() != "pass"]


def notices(submission):
    """Return the notices about Jupyter's commands and about statements that are not run."""
    return [
        problem.message
        for problem in submission.problems
        if "left out" in problem.message or "not run" in problem.message
    ]


def refused(hand_in, data):
    """Hand in a notebook that is refused, and return the error."""
    with pytest.raises(SubmissionError) as caught:
        hand_in(data, name="a.ipynb")
    assert caught.value.hint
    return caught.value


def test_cells_in_order(hand_in):
    """Code cells are joined in order; text cells and outputs are passed over."""
    text = {"cell_type": "markdown", "source": "# x = 1", "metadata": {}}
    raw = {"cell_type": "raw", "source": "x = 1", "metadata": {}}
    submission = hand_in(["import torch", text, raw, ["def mse_grad(w, x, y):\n", "    return w"]])

    assert submission.source == (
        "# the code cells of a notebook\n# cell 1\nimport torch\n# cell 2\ndef mse_grad(w, x, y):\n    return w\n"
    )
    assert submission.cells == (Cell(1, 3, 3), Cell(2, 5, 6))


def test_locate(hand_in):
    """A line of the source is found again as a line of its cell; empty cells count too."""
    submission = hand_in(["import torch", "  \n", "\n\n" + GRAD])

    assert submission.locate(3) == (1, 1)
    assert submission.locate(7) == (3, 3)
    assert submission.line_text(7) == "def mse_grad(w, x, y):"
    assert submission.locate(1) == (None, 1)


def test_problems_name_the_cell(hand_in):
    """A problem carries the number of the cell and counts lines within it, in fields and in words."""
    submission = hand_in(["import torch", "\ndef mse_grad(w, x, y):\n    return torch.norm(w)\n"])
    problem = submission.problems[0]

    assert (problem.kind, problem.cell, problem.line, problem.column) == ("forbidden", 2, 3, 12)
    assert problem.message.startswith("Cell 2, line 3 uses `torch.norm`")
    assert problem.code == "    return torch.norm(w)"
    assert submission.forbidden["mse_grad"].cell == 2


@pytest.mark.parametrize(
    "cell",
    [
        "print('x')",
        "for i in range(3):\n    print(i)",
        "while True: pass",
        "plt.plot(x)\nplt.show()",
        "loss = train()\nloss",
        "with open('x', 'w') as f:\n    f.write('x')",
        "w = torch.randn(3)\nw.sum().backward()",
        "if __name__ == '__main__':\n    x = 1\n    print(x)",
        "raise SystemExit",
        "assert False",
        "del torch",
        "import_ = 1; x = 2; print(3)",
        '"""A text\n\'\'\'over\n# many lines."""',
        "x = 1\nx += 1\nx.y = 2\nx[0] = 3",
    ],
)
def test_what_would_run_is_left_out(hand_in, cell):
    """Statements that no definition needs are comments in the source, on the same lines."""
    submission = hand_in(["import torch", cell, GRAD])

    assert code_of(submission) == ["import torch", *GRAD.split("\n")[:2]]
    assert submission.cells[1].last - submission.cells[1].first == cell.count("\n")


@pytest.mark.parametrize(
    ("cell", "definition"),
    [
        ("eps = 1e-8", "def f(x): return x + eps"),
        ("eps = delta = 1e-8", "def f(x): return x + eps"),
        ("eps, delta = 1e-8, 2", "def f(x): return x + eps"),
        ("eps: float = 1e-8", "def f(x): return x + eps"),
        ("eps = 1e-8", "def f(x, e=eps): return x + e"),
        ("eps = 1e-8", "class A:\n    e = eps"),
        ("eps = 1e-8", "class A:\n    def f(self): return [eps for _ in range(3)]"),
        ("eps = 1e-8", "def f():\n    global eps\n    eps = 2"),
        ("base = object", "class A(base): pass"),
        ("deco = staticmethod", "@deco\ndef f(): pass"),
        ("a = 1\nb = a + 1\nc = b + 1", "def f(): return c"),
        ("c = 1\nc += 1", "def f(): return c"),
        ("f = torch.no_grad()(f)", "def f(): pass"),
        ("A.g = f", "def f(): pass\nclass A: pass"),
        ("if torch.cuda.is_available():\n    device = 'cuda'\nelse:\n    device = 'cpu'", "def f(): return device"),
        ("try:\n    import numpy as np\nexcept ImportError:\n    np = None", "def f(): return np"),
        ("table = {}\ntable['a'] = 1", "def f(): return table"),
        ("mse_grad = lambda w, x, y: w", "def f(): pass"),
        ("helper = lambda x: x + other\nother = 3", "def f(): return helper(1)"),
    ],
)
def test_what_definitions_need_is_kept(hand_in, cell, definition):
    """Assignments that a function, a class or the exercise needs are kept as they are."""
    submission = hand_in(["import torch", cell, definition])

    assert code_of(submission) == ["import torch", *cell.split("\n"), *definition.split("\n")]
    assert notices(submission) == []


@pytest.mark.parametrize(
    "definition",
    [
        "def f(model): return model",
        "def f():\n    model = 1\n    return model",
        "def f(): return [model for model in range(3)]",
        "def f():\n    for model in range(3): pass\n    return model",
        "def f():\n    import model\n    return model",
        "def f():\n    def model(): pass\n    return model",
        "def f():\n    def g(): return model\n    model = 2\n    return g",
        "f = lambda model: model\ndef g(): return f",
        "def f(): return a.model",
        "def f():\n    try: pass\n    except E as model: return model",
    ],
)
def test_local_names_need_nothing(hand_in, definition):
    """A function's own variable of the same name is no reason to run a training."""
    submission = hand_in(["model = train()", definition])

    assert "model = train()" not in code_of(submission)


@pytest.mark.parametrize(
    ("cell", "definition", "kept"),
    [
        ("import matplotlib.pyplot as plt", "def f(): pass", []),
        ("import matplotlib.pyplot as plt", "def draw(): plt.plot()", []),
        ("import matplotlib.pyplot as plt", "class Plot:\n    def draw(self): plt.plot()", []),
        ("from google.colab import drive", "def f(drive): return drive", []),
        ("import torch, numpy as np, pandas", "def f(): pass", ["import torch"]),
        ("from scipy import optimize, stats", "def mse_grad(w, x, y): return stats", ["from scipy import stats"]),
        ("import os, json", "def f(): pass", ["import os, json"]),
        ("import torch.nn.functional as F", "def f(): pass", ["import torch.nn.functional as F"]),
        ("import numpy as np", "def mse_grad(w, x, y): return np", ["import numpy as np"]),
        ("import numpy as np", "def g(): return np\ndef mse_grad(w, x, y): return g()", ["import numpy as np"]),
        ("import numpy as np", "def f(x=np.pi): pass", ["import numpy as np"]),
        ("import numpy as np", "def f(x: np.ndarray): pass", ["import numpy as np"]),
        ("import numpy as np", "class A:\n    e = np.pi", ["import numpy as np"]),
        ("import lib", "class A(lib.B): pass", ["import lib"]),
        ("import lib", "@lib.deco\ndef f(): pass", ["import lib"]),
        ("import numpy as np\neps = np.pi", "def f(): return eps", ["import numpy as np", "eps = np.pi"]),
        ("from lib import *", "def f(): pass", ["from lib import *"]),
        ("import torch; import pandas", "def f(): pass", ["import torch; ()"]),
    ],
)
def test_imports_of_what_may_be_missing(hand_in, cell, definition, kept):
    """A library beside Python's own and torch is imported only where what is asked for needs it."""
    submission = hand_in([cell, definition])

    assert code_of(submission) == [*kept, *definition.split("\n")]
    assert submission.cells[0].last - submission.cells[0].first == cell.count("\n")


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("await f()", []),
        ("x = await f()\nimport torch", ["import torch"]),
        ("import torch; await f()", ["import torch; ()"]),
        ("async with f() as x:\n    print(x)\nimport torch", ["import torch"]),
        ("async def g():\n    await f()", ["async def g():", "    await f()"]),
        ("eps = [x async for x in f()]\ndef h(): return eps", ["def h(): return eps"]),
    ],
)
def test_waiting_at_the_top(hand_in, cell, kept):
    """What Jupyter would wait for outside a function is left out, and the rest of its cell is kept."""
    submission = hand_in([cell, GRAD])

    assert submission.runnable
    assert code_of(submission) == [*kept, *GRAD.split("\n")[:2]]
    assert ("not run" in "".join(notices(submission))) == ("async def" not in cell)


def test_notice_of_what_is_not_run(hand_in):
    """One notice tells which statements were left out; docstrings and ``pass`` are not worth one."""
    submission = hand_in(["'''Title'''\nprint(1)\npass", GRAD, *["print(2)"] * 9])
    [notice] = [problem for problem in submission.problems if "not run" in problem.message]

    assert notice.kind == "notice"
    assert "cell 1 line 2, cell 3 line 1" in notice.message
    assert notice.message.endswith("and 4 more.")
    assert (notice.cell, notice.line) == (1, 2)


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("import torch; print(1)", "import torch; ()"),
        ("print(1); import torch", "(); import torch"),
        ("print(1,\n  2); import torch", "(\n); import torch"),
        ("import torch; print(1,\n  'é',\n  3)", "import torch; (\n\n)"),
        ("é = '🙂'; import torch; print('🙂')", "(); import torch; ()"),
        ("print(1); print(2)\nimport torch", "# print(1); print(2)\nimport torch"),
        ("import torch; \\\nprint(1)", "import torch; \\\n# print(1)"),
        ("print('''\n# a\n''')\nimport torch", "# print('''\n# a\n# ''')\nimport torch"),
    ],
)
def test_shared_lines(hand_in, cell, kept):
    """Where a line holds several statements, only those are taken out that are not needed."""
    assert hand_in([cell]).source == f"# the code cells of a notebook\n# cell 1\n{kept}\n"


@pytest.mark.parametrize(
    "command",
    [
        "%matplotlib inline",
        "%timeit mse_grad(1, 2, 3)",
        "!pip install torch",
        "!ls -la 'it''s\"(",
        "?torch.norm",
        "??torch",
        "torch.norm?",
        "torch.norm??",
        "%timeit?",
        "pip install torch",
        "conda install pytorch",
        "cd drive/MyDrive",
        "%load_ext autoreload\n%autoreload 2",
        "!echo a \\\n  b \\\n  c",
        "files = !ls",
        "out = %timeit -o f()",
        "a, b = !ls",
    ],
)
def test_commands_of_jupyter(hand_in, command):
    """Lines that only Jupyter understands are turned into comments, with a notice and without moving other lines."""
    submission = hand_in([f"import torch\n{command}\n{GRAD}"])

    assert submission.runnable
    assert "Commands of Jupyter are left out: cell 1 line 2" in notices(submission)[0]
    assert submission.line_text(submission.cells[0].first + 2 + command.count("\n")) == "def mse_grad(w, x, y):"


@pytest.mark.parametrize(
    "text",
    [
        "def f():\n    %time g()\n    return 1",
        "if True:\n    !ls\nelse:\n    %pwd",
        "for i in x:\n\t!echo {i}",
    ],
)
def test_command_in_a_block(text):
    """A command as the only line of a block leaves valid Python."""
    new, lines = without_magics(text)

    assert isinstance(parse(new), ast.Module)
    assert new.count("\n") == text.count("\n")
    assert lines


@pytest.mark.parametrize(
    "text",
    [
        "x = (a\n% b)",
        "x = '''\n%time\n!ls\nname?\n'''",
        'x = """\n!ls""" + \'"\'',
        "x = a \\\n% b",
        "f(\n  '(',  # ]\n  a\n% b)",
        "x = 'it\\'s' + '''\n%a\\'''\n%b'''",
        "# why?\nx = 1  # why?",
        "ls = [1]\nif rm in ls:\n    cat (1)",
    ],
)
def test_what_only_looks_like_a_command(text):
    """A percent sign or a question mark inside a string, a bracket or a comment is left alone."""
    text = f"%time\n{text}\n!ls"

    new, lines = without_magics(text)
    assert lines == (1, text.count("\n") + 1)
    assert new.split("\n")[1:-1] == text.split("\n")[1:-1]
    assert isinstance(parse(new), ast.Module)


@pytest.mark.parametrize("magic", ["%%bash", "%%html", "%%writefile a.py", "%%javascript", "%%latex"])
def test_other_languages(hand_in, magic):
    """A cell in another language is left out as a whole."""
    submission = hand_in([GRAD, f"{magic}\nrm -rf x ' ( \n<b>\n"])

    assert code_of(submission) == GRAD.split("\n")[:2]
    assert submission.cells[1] == Cell(2, 6, 8)
    assert "cell 2 line 1" in notices(submission)[0]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (f"%%writefile mse_gradient.py\nimport torch\n\n{GRAD}", "`mse_grad` stands under `%%writefile`"),
        ({"cell_type": "raw", "source": GRAD}, "`mse_grad` stands in a cell for text"),
        ({"cell_type": "markdown", "source": ["```python\n", *GRAD.splitlines(True), "```"]}, "cell for text"),
    ],
)
def test_definitions_where_nothing_is_run(hand_in, cell, words):
    """What is asked for and stands in a cell that defines nothing is named; a copy of what is defined is not."""
    assert any(words in problem.message for problem in hand_in(["import torch", cell]).problems)
    assert not any("stands" in problem.message for problem in hand_in([GRAD, cell]).problems)


@pytest.mark.parametrize("magic", ["%%time", "%%capture out", "%%timeit -n 1", "\n%%time"])
def test_python_under_a_cell_command(hand_in, magic):
    """Under ``%%time`` and the like stands ordinary Python, which is kept."""
    assert code_of(hand_in([f"{magic}\n{GRAD}"])) == GRAD.split("\n")[:2]


def test_indented_cell(hand_in):
    """A cell that is indented as a whole is read as Jupyter reads it."""
    assert code_of(hand_in([f"    import torch\n    {GRAD.replace(chr(10), chr(10) + '    ')}"]))[0] == "import torch"


@pytest.mark.parametrize(
    "cell",
    [
        ">>> import torch\n>>> def f(x):\n...     return x\n...\n>>> f(1)",
        "In [1]: import torch\nIn [2]: def f(x):\n   ...:     return x\n   ...:\nIn [3]: f(1)",
        "\n>>> import torch\n>>>\n>>> def f(x):\n...     return x",
    ],
)
def test_prompts_that_were_pasted(hand_in, cell):
    """What was copied from a terminal with its prompts is read as Jupyter reads it, on the same lines."""
    submission = hand_in([cell, GRAD])

    assert code_of(submission)[:3] == ["import torch", "def f(x):", "    return x"]
    assert submission.cells[0].last - submission.cells[0].first == cell.count("\n")


def test_broken_cell(hand_in):
    """A cell with a syntax error is left out with its place; the others are kept."""
    submission = hand_in(["import torch", "x = 1\ny = (", GRAD])
    problem = submission.problems[0]

    assert submission.runnable
    assert (problem.kind, problem.cell, problem.line, problem.code) == ("syntax", 2, 2, "y = (")
    assert problem.message.startswith("SyntaxError in cell 2, line 2: '(' was never closed")
    assert problem.message.endswith("The cell is left out.")
    assert code_of(submission) == ["import torch", *GRAD.split("\n")[:2]]


def test_broken_cell_with_what_is_asked_for(hand_in):
    """What only the broken cell defines shows as missing."""
    submission = hand_in(["import torch", "def mse_grad(w, x, y)\n    return w"])

    assert ("missing", "mse_grad") in [(problem.kind, problem.function) for problem in submission.problems]


def test_all_cells_broken(hand_in):
    """If no cell can be read, nothing can be run."""
    submission = hand_in(["x = (", "y = ["])

    assert not submission.runnable
    assert [problem.cell for problem in submission.problems if problem.kind == "syntax"] == [1, 2]


def test_future_import(hand_in):
    """An import from __future__ works wherever its cell stands."""
    submission = hand_in([GRAD, "from __future__ import annotations, division\nimport torch"])

    assert submission.source.startswith("from __future__ import annotations\n# cell 1\n")
    assert notices(submission) == []


def test_half_characters(hand_in):
    """Half a surrogate pair or a NUL in a cell is replaced, so that the source can be written."""
    submission = hand_in([f"import torch\n# \ud800 \0\n{GRAD}s = '\udfff'\n"])

    submission.source.encode()
    assert submission.runnable


def test_windows_lines(hand_in):
    """Line ends of Windows inside a cell count once."""
    assert hand_in([GRAD.replace("\n", "\r\n")]).cells[0] == Cell(1, 3, 4)


def test_redefinition_in_a_later_cell(hand_in):
    """The last of several definitions counts, as it does in Jupyter, and the places are told by cell."""
    submission = hand_in([GRAD, GRAD])

    assert any("(cell 1, line 1 and cell 2, line 1)" in problem.message for problem in submission.problems)


@pytest.mark.parametrize("version", [2, 3])
def test_old_formats(hand_in, version):
    """Notebooks of the formats 2 and 3 with their worksheets are read."""
    cells = [{"cell_type": "code", "input": GRAD.splitlines(keepends=True), "language": "python"}]
    data = json.dumps({"nbformat": version, "worksheets": [{"cells": cells}], "metadata": {}}).encode()

    assert code_of(hand_in(data, name="a.ipynb")) == GRAD.split("\n")[:2]


@pytest.mark.parametrize("version", [1, 5, 999, -1, 10**30])
def test_other_formats(hand_in, version):
    """Formats that are not known are refused by their number."""
    assert f"format {str(version)[:10]}" in refused(hand_in, as_notebook([GRAD], nbformat=version)).message


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"{", "JSON is broken (line 1, column 2"),
        (b'{\n "cells": [,]}', "JSON is broken (line 2, column"),
        (b"[1, 2]", "JSON, but no notebook"),
        (b"3", "JSON, but no notebook"),
        (b'"x"', "JSON, but no notebook"),
        (b"null", "JSON, but no notebook"),
        (b"{}", "JSON, but no notebook"),
        (b'{"nbformat": true, "cells": []}', "JSON, but no notebook"),
        (b'{"nbformat": "4", "cells": []}', "JSON, but no notebook"),
        (b'{"nbformat": 4}', "no list of cells"),
        (b'{"nbformat": 4, "cells": {}}', "no list of cells"),
        (b'{"nbformat": 3, "worksheets": [3]}', "no list of cells"),
        (b'{"nbformat": 3, "worksheets": {}}', "no list of cells"),
        (b'{"nbformat": 4, "cells": []}', "no code cell with code"),
        (b'{"nbformat": 4, "cells": [{"cell_type": "markdown", "source": "x"}]}', "no code cell with code"),
        (b'{"nbformat": 4, "cells": [3, null, [], {"cell_type": "code", "source": " "}]}', "no code cell with code"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"nbformat": 4, "metadata": ' + b"[" * 50_000 + b"]" * 50_000 + b', "cells": []}', "nested too deeply"),
        (b'{"nbformat": 4, "a": ' + b"9" * 5000 + b', "cells": []}', "number that is too long"),
        (GRAD.encode("utf-16"), "UTF-16"),
        (b"", "is empty"),
    ],
)
def test_no_notebook(hand_in, data, words):
    """What is no notebook is refused with the reason."""
    assert words in refused(hand_in, data).message


@pytest.mark.parametrize(
    ("data", "words", "hint"),
    [
        (b"\n<!DOCTYPE html><html>Log in</html>", "a web page", "log in"),
        (as_notebook([GRAD])[:-40], "ends too early", "cut off"),
        (as_notebook([GRAD])[:60], "ends too early", "cut off"),
        (as_notebook([GRAD]) + b"\nprint(1)\n", "Extra data", "again"),
        (b"<<<<<<< HEAD\n" + as_notebook([GRAD]) + b"\n=======\n{}\n>>>>>>> theirs\n", "merge", "git checkout"),
        (b"\x89 is no start", "0x89", "UTF-8"),
    ],
)
def test_what_became_of_a_notebook(hand_in, data, words, hint):
    """A file that was a notebook once, or never was one, is recognised, with what helps."""
    error = refused(hand_in, data)

    assert words in error.message
    assert hint in error.hint


@pytest.mark.parametrize(
    "metadata",
    [
        {"kernelspec": {"language": "R", "name": "ir"}},
        {"language_info": {"name": "julia"}},
        {"kernelspec": {"name": "x"}, "language_info": {"name": "R\x1b[31m"}},
    ],
)
def test_other_kernels(hand_in, metadata):
    """A notebook in another language is refused by its name, unless it defines what is asked for in Python."""
    error = refused(hand_in, as_notebook(["f <- function(x) 2 * x", "y <- 3"], metadata=metadata))

    assert "notebook for" in error.message
    assert "\x1b" not in error.message
    assert "Python kernel" in error.hint
    assert hand_in(as_notebook([GRAD], metadata=metadata), name="a.ipynb").runnable


@pytest.mark.parametrize("metadata", [None, 3, [], {"kernelspec": 3}, {"kernelspec": {"language": 3}}, {"x": {}}])
def test_metadata_that_says_nothing(hand_in, metadata):
    """Where nobody can tell the language, it is Python."""
    assert hand_in(as_notebook([GRAD, "x = ("], metadata=metadata), name="a.ipynb").runnable


def test_python_in_disguise(hand_in):
    """Python under the name of a notebook is recognised."""
    assert "ends in .py" in refused(hand_in, GRAD.encode()).hint


@pytest.mark.parametrize("source", [None, 3, {"a": 1}, [1, 2], ["x", None], [["x"]], True])
def test_strange_sources(hand_in, source):
    """A cell whose source is no text is left out with a notice."""
    submission = hand_in([{"cell_type": "code", "source": source}, GRAD])

    assert "cell 1 line 1" in notices(submission)[0]
    assert code_of(submission) == GRAD.split("\n")[:2]


def test_harmless_oddities(hand_in):
    """NaN, keys that come twice, byte order marks and unknown keys do no harm."""
    data = as_notebook([GRAD], extra=1).decode()
    data = data.replace('"extra": 1', '"extra": NaN, "b": Infinity, "cells": [], "extra": -Infinity')
    with pytest.raises(SubmissionError):  # the last of two equal keys counts, as in Jupyter
        hand_in(data, name="a.ipynb")
    data = '{"cells": [], "metadata": NaN, ' + as_notebook([GRAD]).decode()[1:]

    assert hand_in(b"\xef\xbb\xbf" + data.encode(), name="a.ipynb").runnable


@pytest.mark.parametrize(
    ("sources", "words"),
    [(["x = 1"] * 1001, "more than 1000 code cells"), (["x = 1\n" * 1000] * 50, "over 256 KiB of code cells")],
)
def test_too_much_code(hand_in, sources, words):
    """A notebook with more code than a file may have is refused."""
    assert words in refused(hand_in, as_notebook(sources)).message


def test_many_cells(hand_in):
    """A hundred thousand empty cells are read in no time."""
    start = time.process_time()
    submission = hand_in(as_notebook([""] * 80_000 + [GRAD]), name="a.ipynb")

    assert submission.cells == (Cell(80_001, 3, 4),)
    assert time.process_time() - start < 5


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["cells", "cell_type", "source", "nbformat", "worksheets"]), inner, max_size=4
            )
        ),
        max_leaves=20,
    )
)
def test_any_json(hand_in, value):
    """Whatever JSON it is, reading returns or raises a SubmissionError."""
    wrapped = {"nbformat": 4, "cells": [{"cell_type": "code", "source": value}, value]}
    for document in (value, wrapped):
        with contextlib.suppress(SubmissionError):
            assert hand_in(json.dumps(document).encode(), name="a.ipynb").source
