"""What is taken away in a worker stays away, however it is reached, and torch goes on working.

Every case is loaded by a session of its own, in a process forked for it; nothing in here is an attack.
"""

import functools
import json
import subprocess
import sys
from pathlib import Path

import pytest

RUN = """
import json, os, sys, warnings
warnings.simplefilter("ignore")
import torch
from grader.wire import decode, encode
from grader.worker import refusals, warm
from grader.worker.session import Session
warm.warm_up({"nn"})
refusals.list_modules()
cases, removed, operations = json.load(sys.stdin)

def answer(source):
    session = Session("submission", bytes, confined=True)
    first = {"op": "begin", "seed": 1, "source": source, "filename": "work.py", "mode": "", "removed": removed}
    first |= {"operations": operations, "reason": "Write it yourself."}
    message = {"op": "call", "object": None, "name": "go", "observe": False, "kwargs": {}, "id": "0" * 32}
    reply = decode(session.answer(encode(message | {"args": [torch.ones(4, 3)], "first": first})))
    raised = reply.get("raised")
    return [raised["kind"] or raised["name"], raised["message"]] if raised else ["", str(reply["value"])[:200]]

found = {}
for name, source in cases.items():
    read_end, write_end = os.pipe()
    if os.fork() == 0:
        os.write(write_end, json.dumps(answer(source)).encode())
        os._exit(0)
    os.close(write_end)
    found[name] = json.loads(os.read(read_end, 1 << 16))
    os.close(read_end)
    os.wait()
print(json.dumps(found))
"""
REMOVED = ["torch.nn.Linear", "torch.nn.functional.linear", "torch._C._nn.linear", "torch.optim", "torch.var_mean"]
REMOVED += ["torch.Tensor.cov", "torch.ops"]
WAY_TO_LINEAR = "import torch, sys\nfrom torch import nn\n{}\ndef go(x):\n    return f(x, torch.ones(2, 3))\n"

# Ways to the operator that no source check follows.
WAYS = {
    "computed": "f = getattr(torch, ''.join(map(chr, [111, 112, 115]))).aten.linear",
    "reduced": "import functools\nf = functools.reduce(getattr, 'ops aten linear'.split(), torch)",
    "overload": "f = torch.ops.aten.linear.default",
    "looked up": "f = [v for k, v in vars(torch).items() if k[::-1] == 'spo'][0].aten.linear",
    "its home": "f = [m for n, m in sys.modules.items() if n[::-1] == 'spo_.hcrot'][0].ops.aten.linear",
    "exec": "names = {}\nexec('import torch\\nf = torch.ops.aten.linear', names)\nf = names['f']",
    "exec as torch": "names = dict(vars(torch))\nexec('f = lambda *a: ops.aten.linear(*a)', names)\nf = names['f']",
    "imported": "import importlib\nf = importlib.import_module('torch._o' + 'ps').ops.aten.linear",
    "globals": "f = nn.functional.relu.__globals__['torch'].ops.aten.linear",
    "partial": "import functools\nf = functools.partial(torch.ops.aten.linear, bias=None)",
    "mapped": "f = lambda *a: next(map(torch.ops.aten.linear, *[[each] for each in a]))",
    "copied": "import types\nm = types.ModuleType('m')\nm.__dict__.update(torch.__dict__)\nf = m.ops.aten.linear",
    "put back": "nn.functional.linear = torch.ops.aten.linear\nf = nn.functional.linear",
    "function": "f = getattr(nn.functional, 'lin' + 'ear')",
    "inside": "f = getattr(torch._C._nn, 'lin' + 'ear')",
    "layer": "class L(nn.Linear):\n    pass\nf = L",
    "layer, hidden": "class L(vars(nn)['Lin' + 'ear'], object):\n    pass\nf = L",
    "layer, made": "f = type('L', (nn.Linear,), {})",
    "layer, asked": "f = lambda x, w: isinstance(x, nn.Linear)",
    "layer, asked of a class": "f = lambda x, w: issubclass(nn.ReLU, nn.Linear)",
    "optimizer": "f = lambda x, w: __import__('torch').optim.SGD([w])",
    "method": "f = lambda x, w: x.cov()",
    "method of the class": "f = lambda x, w: torch.Tensor.cov(x)",
}
# What is allowed, and needs what was taken away, or is near to it.
HARMLESS = {
    "arithmetic": "f = lambda x, w: (x @ w.T).softmax(0).cumsum(1) + torch.linalg.svdvals(x).sum()",
    "operators without a name": "f = lambda x, w: torch.special.bessel_j0(x) + torch.logcumsumexp(x, 0)",
    "gradient": ("def f(x, w):\n    w.requires_grad_()\n    w.exp().logsumexp(0).sum().backward()\n    return w.grad"),
    "hessian": "f = lambda x, w: torch.func.hessian(lambda x: (x**3).sum())(x[0])",
    "vmap": "f = lambda x, w: torch.func.vmap(lambda x: x.softmax(0))(x)",
    "late imports": (
        "import importlib\nfor name in ('_refs', '_decomp.decompositions_for_jvp', 'distributions'):\n"
        "    importlib.import_module('torch.' + name)\nf = lambda x, w: x"
    ),
    "other layers": "f = lambda x, w: nn.Sequential(nn.Conv1d(4, 2, 1), nn.BatchNorm1d(2), nn.Flatten(0))(x[None])",
    "looking": "f = lambda x, w: str(torch.ops.aten.linear)",
    "own subclass": "class T(torch.Tensor):\n    pass\nf = lambda x, w: (x.as_subclass(T) * 2).tolist()",
}


@functools.cache
def outcomes(operations: tuple[str, ...]) -> dict[str, list[str]]:
    """Return the kind of error (or none) and the text of each case."""
    cases = {name: WAY_TO_LINEAR.format(way) for name, way in (WAYS | HARMLESS).items()}
    done = subprocess.run(
        [sys.executable, "-c", RUN],
        input=json.dumps([cases, REMOVED, operations]),
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
        cwd=Path(__file__).parents[1],
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("traced", [False, True])
@pytest.mark.parametrize("name", WAYS)
def test_taken_away(name, traced):
    """Who reaches a name that was taken away in whatever way gets the verdict `forbidden` and the reason."""
    kind, message = outcomes(("aten.var.*",) if traced else ())[name]

    assert kind == "forbidden", message
    assert message.endswith("is not allowed in this exercise. Write it yourself.")


@pytest.mark.parametrize("traced", [False, True])
@pytest.mark.parametrize("name", HARMLESS)
def test_torch_goes_on_working(name, traced):
    """What is allowed works, even if torch itself needs what was taken away: now, or in parts that it imports late."""
    kind, message = outcomes(("aten.var.*",) if traced else ())[name]

    assert kind == "", message
