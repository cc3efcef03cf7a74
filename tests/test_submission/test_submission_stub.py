"""How a student's file is compared with the stub."""

from __future__ import annotations

import dataclasses

import pytest

from grader.submission import read

from .conftest import STUB

DONE = {
    "mse_grad": "def mse_grad(w, x, y):\n    return 2 * ((w * x - y) * x).mean()\n",
    "gd_step": "def gd_step(w, x, y, lr=0.1):\n    return w - lr * mse_grad(w, x, y)\n",
    "Linear": (
        "class Linear(torch.nn.Module):\n"
        "    def __init__(self, in_features, out_features, *, bias=True):\n        super().__init__()\n"
        "    def forward(self, input):\n        return input\n"
    ),
}


def done(**changes: str) -> str:
    """Return a solution, with some of its definitions written otherwise."""
    return "import torch\n" + "".join((DONE | changes).values())


def messages(submission, kind):
    """Return what is said about one kind of problem."""
    return [problem.message for problem in submission.problems if problem.kind == kind]


def test_done(hand_in):
    """Nothing is said about a file that has everything."""
    submission = hand_in(done())

    assert submission.problems == ()
    assert not submission.untouched


@pytest.mark.parametrize(
    "source",
    [STUB, "# to do\n", '"""My work."""\nimport torch\n', STUB.replace("raise NotImplementedError", "pass"), "x = 3\n"],
    ids=["stub", "comment", "imports", "pass", "a variable"],
)
def test_untouched(hand_in, source):
    """A file in which nothing is filled in yet gets one remark and is recognised as such."""
    submission = hand_in(source)

    assert submission.untouched
    assert [(problem.kind, problem.message) for problem in submission.problems] == [
        ("unfinished", "Nothing is filled in yet.")
    ]


@pytest.mark.parametrize("start", list(DONE))
def test_begun(hand_in, start):
    """As soon as one thing is written, the file is not untouched, and the rest is listed as unfinished."""
    submission = hand_in(STUB + DONE[start])
    unfinished = {problem.function for problem in submission.problems if problem.kind == "unfinished"}

    assert not submission.untouched
    everything = {"mse_grad", "gd_step", "Linear.__init__", "Linear.forward"}
    assert unfinished == {name for name in everything if name.partition(".")[0] != start}


def test_other_file(hand_in):
    """A file of another exercise is not untouched: what is missing is named."""
    submission = hand_in("def softmax(x):\n    return x\n")

    assert not submission.untouched
    assert {problem.function for problem in submission.problems} == {"mse_grad", "gd_step", "Linear"}
    assert messages(submission, "missing")[0] == "`mse_grad` is not in your file."


@pytest.mark.parametrize("wrong", ["mse_gard", "MSE_grad", "mse_gradient", "_mse_grad"])
def test_nearly_the_name(hand_in, wrong):
    """A function with nearly the right name is pointed out with its line."""
    submission = hand_in(done(mse_grad=f"\ndef {wrong}(w, x, y):\n    return w\n"))
    problem = submission.problems[0]

    assert problem.kind == "missing"
    assert problem.message == f"`mse_grad` is not in your file; there is `{wrong}` (line 3): did you mean that?"
    assert (problem.line, problem.function, problem.code) == (3, "mse_grad", f"def {wrong}(w, x, y):")


def test_not_another_required_name(hand_in):
    """A name that the exercise asks for itself is never offered in place of another."""
    stub = "def l1_loss(a):\n    raise NotImplementedError\ndef l2_loss(a):\n    raise NotImplementedError\n"

    assert messages(hand_in("def l1_loss(a): return a\n", stub=stub), "missing") == ["`l2_loss` is not in your file."]


@pytest.mark.parametrize(
    "source",
    [
        "mse_grad = lambda w, x, y: w\n",
        "from somewhere import mse_grad\n",
        "if True:\n    def mse_grad(w, x, y):\n        return w\n",
        "try:\n    import numpy\nexcept ImportError:\n    mse_grad = None\nelse:\n    mse_grad = print\n",
        "def _build():\n    global mse_grad\n    mse_grad = print\n_build()\n",
        "mse_grad, other = print, 2\n",
        "with open('x') as mse_grad: pass\n",
        "@torch.no_grad()\ndef mse_grad(w, x, y): return w\n",
        "async def mse_grad(w, x, y): return w\n",
    ],
)
def test_there_in_another_way(hand_in, source):
    """However a name is bound in the module, it is not missing."""
    assert messages(hand_in(done(mse_grad=source)), "missing") == []


@pytest.mark.parametrize(
    ("source", "missing"),
    [
        (
            "class Linear:\n    def __init__(self, in_features, out_features, *, bias=True):\n        x = 1\n",
            "forward",
        ),
        ("class Linear(torch.nn.Module):\n    def forward(self, input):\n        return input\n", "__init__"),
    ],
)
def test_missing_method(hand_in, source, missing):
    """A method that the class lacks is named."""
    submission = hand_in(done(Linear=source))

    assert [problem.function for problem in submission.problems] == [f"Linear.{missing}"]
    assert messages(submission, "missing") == [f"`{missing}` is not in the class `Linear`."]


def test_nearly_the_method(hand_in):
    """A method with nearly the right name is pointed out."""
    submission = hand_in(done(Linear=DONE["Linear"].replace("forward", "foward")))

    assert "there is `foward` (line 9): did you mean that?" in messages(submission, "missing")[0]


@pytest.mark.parametrize(
    "source",
    [
        DONE["Linear"].replace("Linear", "_Layer") + "class Linear(_Layer): pass\n",
        DONE["Linear"].replace("def forward(self, input)", "def __call__(self, input)") + "    forward = __call__\n",
        "import dataclasses\n@dataclasses.dataclass\nclass Linear:\n    in_features: int\n"
        "    def forward(self, input):\n        return input\n",
        "class A: \n    def forward(self, input): return input\nclass Linear(A):\n"
        "    def __init__(self, in_features, out_features, *, bias=True): self.x = 1\n",
    ],
    ids=["inherited", "assigned", "dataclass", "half inherited"],
)
def test_method_in_another_way(hand_in, source):
    """Inherited, assigned and generated methods are not missing."""
    assert hand_in(done(Linear=source)).problems == ()


def test_circle_of_classes(hand_in):
    """Classes that claim to be each other's base are no trouble."""
    hand_in("class Linear(B): pass\nclass B(Linear): pass\n")


@pytest.mark.parametrize(
    "body",
    [
        "raise NotImplementedError",
        "raise NotImplementedError()",
        'raise NotImplementedError("to do")',
        "pass",
        "...",
        '"""Only a docstring."""',
        '"""A docstring."""\n    raise NotImplementedError',
    ],
)
def test_unfinished(hand_in, body):
    """A body that is still the stub's, or does nothing, is unfinished and named with its line."""
    submission = hand_in(done(mse_grad=f"def mse_grad(w, x, y):\n    {body}\n"))
    problem = submission.problems[0]

    assert [problem.kind for problem in submission.problems] == ["unfinished"]
    assert problem.message == "`mse_grad` is not written yet (line 2)."
    assert (problem.line, problem.function) == (2, "mse_grad")


def test_placeholder_before_the_code(hand_in):
    """Code below a ``raise NotImplementedError`` that was not removed is never run, and the student is told."""
    submission = hand_in(done(mse_grad="def mse_grad(w, x, y):\n    raise NotImplementedError\n    return w\n"))

    assert "still begins with `raise NotImplementedError` (line 3)" in messages(submission, "unfinished")[0]


def test_placeholder_after_the_code(hand_in):
    """A ``raise NotImplementedError`` that was left at the end is a notice."""
    submission = hand_in(done(mse_grad="def mse_grad(w, x, y):\n    w = 1\n    raise NotImplementedError\n"))

    assert "still has the stub's `raise NotImplementedError` (line 4)" in messages(submission, "notice")[0]


def test_own_not_implemented(hand_in):
    """Raising NotImplementedError for one case only is nobody's business."""
    source = "def mse_grad(w, x, y):\n    if w is None:\n        raise NotImplementedError\n    return w\n"

    assert hand_in(done(mse_grad=source)).problems == ()


@pytest.mark.parametrize(
    ("signature", "words"),
    [
        ("w, x", "`y` is missing"),
        ("w", "`x`, `y` are missing"),
        ("weight, x, y", "`w` became `weight`"),
        ("y, x, w", "the order of the parameters differs"),
        ("w, x, y, lr", "`lr` must be given too"),
        ("w, *, x, y", "the order of the parameters differs"),
    ],
)
def test_changed_signature(hand_in, signature, words):
    """A signature that calls of the exercise do not fit is a notice that shows both."""
    submission = hand_in(done(mse_grad=f"def mse_grad({signature}):\n    return w\n"))
    message = messages(submission, "notice")[0]

    assert message.startswith(f"`mse_grad` is `mse_grad({signature})` in your file and `mse_grad(w, x, y)`")
    assert message.endswith(f"{words}.")


def test_lost_default(hand_in):
    """A default value that is gone is a notice, since calls without it fail."""
    submission = hand_in(done(gd_step="def gd_step(w, x, y, lr):\n    return w\n"))

    assert "`lr` lost the default value" in messages(submission, "notice")[0]


def test_changed_method(hand_in):
    """The signature of a method is compared without ``self``, whatever that is called."""
    source = DONE["Linear"].replace("forward(self, input)", "forward(me, x)")

    assert "`input` became `x`" in messages(hand_in(done(Linear=source)), "notice")[0]
    assert hand_in(done(Linear=DONE["Linear"].replace("(self, input)", "(me, input)"))).problems == ()


@pytest.mark.parametrize(
    "signature",
    [
        "w: float, x: list, y: list = ()",
        "w, x, y, verbose=False",
        "*args",
        "*args, **kwargs",
        "w, **others",
        "w, x, y, *, eps=1e-8",
        "w, /, x, y",
    ],
)
def test_compatible_signature(hand_in, signature):
    """Annotations, more parameters with defaults, and ``*args`` are no change."""
    assert hand_in(done(mse_grad=f"def mse_grad({signature}):\n    return 1\n")).problems == ()


def test_twice(hand_in):
    """A function that is there twice is a notice with both lines."""
    submission = hand_in(done() + DONE["mse_grad"])

    assert messages(submission, "notice") == [
        "`mse_grad` is defined more than once (line 2 and line 11); the last one counts."
    ]
    assert submission.problems[0].line == 11


def test_twice_in_a_class(hand_in):
    """A method that is there twice is a notice, setters of a property are not."""
    twice = DONE["Linear"] + "    def forward(self, input):\n        return 2\n"
    assert (
        "`Linear.forward` is defined more than once (line 9 and line 11)"
        in hand_in(done(Linear=twice)).problems[0].message
    )

    setter = (
        DONE["Linear"] + "    @property\n    def a(self): return 1\n    @a.setter\n    def a(self, x): self.b = x\n"
    )
    assert hand_in(done(Linear=setter)).problems == ()


def test_branches_are_not_twice(hand_in):
    """Two definitions of which only one is made are no repetition."""
    source = "if torch:\n    def mse_grad(w, x, y): return w\nelse:\n    def mse_grad(w, x, y): return x\n"

    assert hand_in(done(mse_grad=source)).problems == ()


def test_class_for_function(hand_in):
    """A class in the place of a function, or the reverse, is a notice."""
    source = "class mse_grad:\n    def __init__(self, w, x, y): self.w = w\n"
    assert messages(hand_in(done(mse_grad=source)), "notice") == [
        "`mse_grad` should be a function; in your file it is a class (line 2)."
    ]

    source = "def Linear(a, b): return a\n"
    assert (
        "`Linear` should be a class; in your file it is a function" in hand_in(done(Linear=source)).problems[0].message
    )


def test_private_names_are_free(hand_in):
    """Helpers of the stub with an underscore may be renamed or left out."""
    assert hand_in(done(), stub=STUB + "\ndef _helper(x):\n    return x\n").problems == ()


def test_edited_in_place(make_exercise, tmp_path):
    """A student who works in the exercise's own file is compared with the solution, where there is one."""
    exercise = make_exercise()
    solutions = tmp_path / "solutions"
    solutions.mkdir()
    (solutions / exercise.file).write_text(done())
    exercise.stub_path.write_text(done(mse_grad="def mse_gard(w, x, y):\n    return w\n"))
    submission = read(exercise.stub_path, dataclasses.replace(exercise, solution_folder=solutions))

    assert messages(submission, "missing") == [
        "`mse_grad` is not in your file; there is `mse_gard` (line 2): did you mean that?"
    ]


def test_edited_in_place_without_solution(make_exercise):
    """Without a solution the student's own file has to do, and unfinished functions are still found."""
    exercise = make_exercise()
    exercise.stub_path.write_text(STUB + DONE["mse_grad"])
    submission = read(exercise.stub_path, exercise)

    assert {problem.function for problem in submission.problems if problem.kind == "unfinished"} == {
        "gd_step",
        "Linear.__init__",
        "Linear.forward",
    }


def test_broken_in_place(make_exercise):
    """A syntax error in the exercise's own file is the student's, not the course's."""
    exercise = make_exercise("def mse_grad(w, x, y:\n    return w\n")

    assert [problem.kind for problem in read(exercise.stub_path, exercise).problems] == ["syntax"]


def test_remembered_stub(make_exercise):
    """Where the exercise's own file is edited, the stub that was remembered says what is asked for."""
    exercise = make_exercise(done(mse_grad=""))
    assert read(exercise.stub_path, exercise).problems == ()

    exercise.remembered_stub.parent.mkdir(parents=True)
    exercise.remembered_stub.write_text(STUB)
    assert messages(read(exercise.stub_path, exercise), "missing") == ["`mse_grad` is not in your file."]


def test_abstract_methods(make_exercise, tmp_path):
    """A method that the solution leaves unwritten too is nobody's task."""
    stub = "class Optimizer:\n    def step(self):\n        raise NotImplementedError\n"
    stub += "class SGD(Optimizer):\n    def step(self):\n        raise NotImplementedError\n"
    exercise = make_exercise(stub)
    solutions = tmp_path / "solutions"
    solutions.mkdir()
    (solutions / exercise.file).write_text("NotImplementedError".join(stub.rsplit("NotImplementedError", 1)[:1]) + "1")
    written = stub.rpartition("raise NotImplementedError")[0] + "self.x = 1\n"
    (solutions / exercise.file).write_text(written)
    path = tmp_path / "a.py"
    path.write_text(written)

    assert read(path, dataclasses.replace(exercise, solution_folder=solutions)).problems == ()


def test_order_of_problems(hand_in):
    """What matters most comes first."""
    source = "import torch\ndef mse_grad(w, x): return torch.norm(w)\ndef gd_step(w, x, y, lr=0.1): pass\n"

    kinds = [problem.kind for problem in hand_in(source).problems]
    assert kinds == ["forbidden", "missing", "unfinished", "notice"]
