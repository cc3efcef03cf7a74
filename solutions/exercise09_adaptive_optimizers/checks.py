"""Hidden checks of exercise09. Each of the three steps is run in one process and compared with the reference's run."""

import pytest
import torch

from grader.compare import close, require

METHODS = ["adagrad", "rmsprop", "adadelta"]
NEAR = {"rtol": 1e-5, "atol": 1e-6}  # settings that pass through float32 cost some digits; test_precision is stricter


def point(*shape):
    """A random place to start from."""
    return torch.randn(shape, dtype=torch.float64)


def gradients(steps, *shape):
    """Random gradients, none of them near 0."""
    sign = torch.where(torch.rand(steps, *shape) < 0.5, -1.0, 1.0)
    return (sign * (0.5 + 1.5 * torch.rand(steps, *shape))).double()


# Runs of one step


def path(step, start, grads, settings):
    """Do one step for each gradient; give back where the parameter was after each."""
    param, state, seen = start.clone(), {}, []
    for grad in grads:
        step(param, grad.clone(), state, **settings)
        seen.append(param.clone())
    return torch.stack(seen)


def by_position(step, start, grads, values):
    """Walk as `path` does, with the settings by position."""
    param, state = start.clone(), {}
    for grad in grads:
        step(param, grad.clone(), state, *values)
    return param


def schedule(step, start, grads, plan):
    """Walk with settings of its own in each step."""
    param, state, seen = start.clone(), {}, []
    for grad, settings in zip(grads, plan, strict=True):
        step(param, grad.clone(), state, **settings)
        seen.append(param.clone())
    return torch.stack(seen)


def in_turn(step, starts, grads, lr):
    """Step two parameters of the same shape in turn, each with a dict of its own."""
    params, states = [start.clone() for start in starts], [{}, {}]
    for grad in grads:
        for param, state, factor in zip(params, states, (1.0, -3.0), strict=True):
            step(param, factor * grad, state, lr=lr)
    return params


def restart(step, start, grads, lr):
    """Go on with the same parameter, but an empty memory, after three steps."""
    param, state = start.clone(), {}
    for number, grad in enumerate(grads):
        state = {} if number == 3 else state
        step(param, grad.clone(), state, lr=lr)
    return param


def resume(step, start, grads, lr):
    """Copy the memory after three steps; walk to the end, and from there on once more with the copy."""
    import copy

    param, state, ends = start.clone(), {}, []
    for grad in grads[:3]:
        step(param, grad.clone(), state, lr=lr)
    saved, saved_state = param.clone(), copy.deepcopy(state)
    for memory in (state, saved_state):
        param.copy_(saved)
        for grad in grads[3:]:
            step(param, grad.clone(), memory, lr=lr)
        ends.append(param.clone())
    return ends


def returned(step, start, grads, lr):
    """Give back what each step returned, and where the parameter is afterwards."""
    param, state = start.clone(), {}
    return [[step(param, grad.clone(), state, lr=lr) for grad in grads], param]


def leaf(step, start, grads, decoy, recording, lr):
    """Step a leaf that requires grad and whose .grad is a decoy; give back what can be seen of it afterwards."""
    import contextlib

    param, state = start.clone().requires_grad_(), {}
    param.grad = decoy.clone()
    with contextlib.nullcontext() if recording else torch.no_grad():
        for grad in grads:
            step(param, grad.clone(), state, lr=lr)
    return [param.detach().clone(), param.is_leaf, param.requires_grad, param.grad, torch.is_grad_enabled()]


def row(step, memory, grads, lr):
    """Step the second row of a larger tensor; give back the larger tensor."""
    memory, state = memory.clone(), {}
    param = memory[1]
    for grad in grads:
        step(param, grad[1], state, lr=lr)
    return memory


def columns(step, memory, grads, lr):
    """Step every second column of a larger tensor, transposed; give back the larger tensor."""
    memory, state = memory.clone(), {}
    param = memory.t()[::2]
    for grad in grads:
        step(param, grad.t()[::2], state, lr=lr)
    return memory


def refilled(step, start, grads, lr):
    """Put every gradient into the same tensor; give back the parameter, and that tensor after each step."""
    param, state, grad, seen = start.clone(), {}, torch.zeros_like(start), []
    for values in grads:
        grad.copy_(values)
        step(param, grad, state, lr=lr)
        seen.append(grad.clone())
    return [param, torch.stack(seen)]


def attempts(step, start, grads, wrong):
    """Try each of the wrong settings after one right step; give back what was raised."""
    param, state, raised = start.clone(), {}, []
    step(param, grads[0].clone(), state)
    for settings in wrong:
        try:
            step(param, grads[1].clone(), state, **settings)
            raised.append("nothing")
        except ValueError:
            raised.append("ValueError")
    return raised


def disturbed(step, start, grads, wrong):
    """Walk as `path` does, but try each of the wrong settings before the first and the second step."""
    import contextlib

    param, state, seen = start.clone(), {}, []
    for number, grad in enumerate(grads):
        for settings in wrong if number < 2 else []:
            with contextlib.suppress(ValueError):
                step(param, 2 * grad, state, **settings)
        step(param, grad.clone(), state)
        seen.append(param.clone())
    return torch.stack(seen)


def walk(run, step, arguments):
    """Carry out the run of that name."""
    runs = [path, by_position, schedule, in_turn, restart, resume, returned, leaf, row, columns, refilled]
    return next(each for each in [*runs, attempts, disturbed] if each.__name__ == run)(step, *arguments)


def adagrad(module, run, *arguments):
    """Probe: a run with adagrad_step."""
    return walk(run, module.adagrad_step, arguments)


def rmsprop(module, run, *arguments):
    """Probe: a run with rmsprop_step."""
    return walk(run, module.rmsprop_step, arguments)


def adadelta(module, run, *arguments):
    """Probe: a run with adadelta_step."""
    return walk(run, module.adadelta_step, arguments)


PROBES = {"adagrad": adagrad, "rmsprop": rmsprop, "adadelta": adadelta}
LR = {"adagrad": 0.1, "rmsprop": 0.1, "adadelta": 2.0}


def agree(submission, solution, method, run, *arguments, name="param after each step", **tolerance):
    """Accept if the student's step does in this run what the reference's does."""
    expected = solution.run(PROBES[method], run, *arguments)
    close(submission.run(PROBES[method], run, *arguments), expected, name=name, **tolerance)


each_method = pytest.mark.parametrize("method", METHODS)


# What a step does


@pytest.mark.points(6)
@each_method
def test_first_step(submission, solution, method):
    """The first step is right in every coordinate, whether its gradient is 1000 or 0.001."""
    grads = torch.tensor([[1000.0, -0.001, 5.0, -70.0]], dtype=torch.float64)
    agree(submission, solution, method, "path", point(4), grads, {"lr": LR[method]}, **NEAR)


@pytest.mark.points(8)
@pytest.mark.parametrize("case", ["defaults", "lr 0.5", "eps 0", "many steps"])
def test_adagrad_path(submission, solution, case):
    """AdaGrad adds up the squares of all gradients, and divides by the root of this sum."""
    settings = {"defaults": {}, "eps 0": {"lr": 0.1, "eps": 0.0}}.get(case, {"lr": 0.5})
    grads = gradients(60 if case == "many steps" else 8, 3, 2)
    agree(submission, solution, "adagrad", "path", 0 * point(3, 2), grads, settings, **NEAR)


@pytest.mark.points(9)
@pytest.mark.parametrize("case", ["defaults", "alpha 0.9", "alpha 0.09", "alpha 0", "eps 0", "many steps"])
def test_rmsprop_path(submission, solution, case):
    """RMSprop averages the squares, the old average with weight alpha, and divides by the root of this average."""
    alphas = {"alpha 0.9": 0.9, "alpha 0.09": 0.09, "alpha 0": 0.0, "many steps": 0.95}
    settings = {"lr": 0.1, "alpha": alphas[case]} if case in alphas else {}
    settings = {"lr": 0.1, "eps": 0.0} if case == "eps 0" else settings
    grads = gradients(60 if case == "many steps" else 8, 3, 2)
    agree(submission, solution, "rmsprop", "path", 0 * point(3, 2), grads, settings, **NEAR)


@pytest.mark.points(10)
@pytest.mark.parametrize("case", ["defaults", "rho 0.95", "rho 0", "lr 0.5", "many steps"])
def test_adadelta_path(submission, solution, case):
    """Adadelta divides the root of the average squared update by that of the average squared gradient."""
    settings = {"rho 0.95": {"rho": 0.95}, "rho 0": {"rho": 0.0}, "lr 0.5": {"lr": 0.5}}.get(case, {})
    grads = gradients(60 if case == "many steps" else 8, 3, 2)
    agree(submission, solution, "adadelta", "path", 0 * point(3, 2), grads, settings, rtol=1e-5, atol=1e-8)


@pytest.mark.points(9)
@pytest.mark.parametrize("case", ["large eps", "tiny gradients"])
@each_method
def test_eps(submission, solution, method, case):
    """eps stands where the formula says, and has its default where it is not given."""
    grads, settings = gradients(6, 3, 2), {"lr": LR[method]}
    if case == "large eps":
        settings["eps"] = 0.3
    else:
        grads = grads * {"adagrad": 1e-10, "rmsprop": 1e-7, "adadelta": 1e-3}[method]
    agree(submission, solution, method, "path", 0 * point(3, 2), grads, settings, rtol=1e-5, atol=1e-7)


@pytest.mark.points(6)
@each_method
def test_zero_gradients(submission, solution, method):
    """While gradients are 0, nothing moves and nothing becomes NaN; afterwards the path is right."""
    grads = gradients(7, 3, 2)
    grads[:2], grads[4, 1], grads[5] = 0.0, 0.0, 0.0
    agree(submission, solution, method, "path", point(3, 2), grads, {"lr": LR[method]}, **NEAR)


@pytest.mark.points(3)
@each_method
def test_coordinates(submission, solution, method):
    """Every coordinate has a step length of its own: large gradients in one leave the others alone."""
    grads = gradients(6, 2, 3) * torch.tensor([1e-3, 1.0, 1e3], dtype=torch.float64)
    agree(submission, solution, method, "path", 0 * point(2, 3), grads, {"lr": LR[method]}, **NEAR)


# How it keeps its memory, and what it leaves alone


@pytest.mark.points(12)
@pytest.mark.parametrize("case", ["two parameters in turn", "new state", "copied state", "changing settings"])
@each_method
def test_memory(submission, solution, method, case):
    """A step keeps its whole memory in `state` and nowhere else: one dict, one run; lr and eps may change."""
    start, grads, lr = point(3, 2), gradients(6, 3, 2), LR[method]
    if case == "two parameters in turn":
        agree(submission, solution, method, "in_turn", [start, point(3, 2)], grads, lr, name="the parameters", **NEAR)
    elif case == "new state":
        agree(submission, solution, method, "restart", start, grads, lr, name="param", **NEAR)
    elif case == "copied state":
        agree(submission, solution, method, "resume", start, grads, lr, name="param at the ends", **NEAR)
    else:
        plan = [{"lr": lr}, {"lr": 0.0}, {"lr": 2 * lr}, {"lr": lr / 2, "eps": 0.5}, {"lr": lr, "eps": 0.01}, {}]
        agree(submission, solution, method, "schedule", start, grads, plan, **NEAR)


@pytest.mark.points(12)
@pytest.mark.parametrize(
    "case", ["returns None", "leaf", "row of a tensor", "columns of a tensor", "one gradient tensor"]
)
@each_method
def test_in_place(submission, solution, method, case):
    """A step writes into param's own memory, records no graph, returns None, and leaves `grad` alone."""
    start, grads, lr = point(4, 6), gradients(4, 4, 6), LR[method]
    if case == "returns None":
        agree(submission, solution, method, "returned", start, grads, lr, name="(what was returned, param)", **NEAR)
    elif case == "leaf":
        for recording in (False, True):  # where the caller has switched autograd off, and where not
            seen = [start, grads, point(4, 6), recording, lr]
            agree(submission, solution, method, "leaf", *seen, name="what can be seen of the leaf", **NEAR)
    elif case == "one gradient tensor":
        agree(submission, solution, method, "refilled", start, grads, lr, name="(param, grad after each step)", **NEAR)
    else:
        run = "row" if case == "row of a tensor" else "columns"
        agree(submission, solution, method, run, start, grads, lr, name="the whole tensor", **NEAR)


@pytest.mark.points(6)
@pytest.mark.parametrize("case", ["float64", "float32", "0-dim", "by position"])
@each_method
def test_shapes_and_types(submission, solution, method, case):
    """A step keeps shape and dtype, steps float64 with float64 accuracy, and takes its settings in the given order."""
    start, grads, settings = point(3, 2), gradients(6, 3, 2), {"lr": LR[method]}
    if case == "float64":
        if method == "adadelta":
            grads = grads / 20  # its eps is large: let it be seen here as well
        else:
            settings["eps"] = 1e-3  # without it a result is clearly another one, not right but for the last digits
        agree(submission, solution, method, "path", 0 * start, grads, settings, rtol=1e-9)
    elif case == "float32":
        start, grads = start.float(), grads.float()
        agree(submission, solution, method, "path", start, grads, settings, rtol=1e-4, atol=1e-5)
    elif case == "0-dim":
        agree(submission, solution, method, "path", point(), gradients(4), settings, **NEAR)
    else:
        values = [0.3, 0.1] if method == "adagrad" else [0.3, 0.6, 0.1]
        agree(submission, solution, method, "by_position", start, grads, values, name="param", **NEAR)


BAD = {
    "adagrad": {"lr": [{"lr": -0.1}], "eps": [{"eps": -1e-3}]},
    "rmsprop": {"lr": [{"lr": -0.1}], "eps": [{"eps": -1e-3}], "alpha": [{"alpha": v} for v in (1.0, 1.5, -0.1)]},
    "adadelta": {"lr": [{"lr": -0.1}], "eps": [{"eps": -1e-3}], "rho": [{"rho": v} for v in (1.0, 1.5, -0.1)]},
}


@pytest.mark.points(5)
@pytest.mark.parametrize(("method", "setting"), [(method, setting) for method in METHODS for setting in BAD[method]])
def test_bad_settings(submission, method, setting):
    """Settings outside their range raise ValueError, and change neither the parameter nor the memory."""
    start, grads, wrong = point(3, 2), gradients(3, 3, 2), BAD[method][setting]
    calm = submission.run(PROBES[method], "path", start, grads, {})
    require(isinstance(calm, torch.Tensor) and calm.shape == grads.shape, "A right call must do a step.")
    require(not bool((calm == start).any()), "A right call must do a step.")
    tried = submission.run(PROBES[method], "attempts", start, grads, wrong)
    close(tried, ["ValueError"] * len(wrong), name="what the calls with bad settings raised")
    disturbed = submission.run(PROBES[method], "disturbed", start, grads, wrong)
    close(disturbed, calm, name="the path after calls that were refused")


# The effective learning rate


@pytest.mark.points(5)
@pytest.mark.parametrize("case", ["constant gradient", "random gradients", "one step", "square"])
def test_effective_adagrad(submission, solution, case):
    """AdaGrad's effective rate is lr over the root of the sum of the squares so far: it can only fall."""
    shape = {"constant gradient": (6, 1), "one step": (1, 3), "square": (4, 4)}.get(case, (6, 3))
    grads = torch.full(shape, 2.0, dtype=torch.float64) if case == "constant gradient" else gradients(*shape)
    settings = {} if case == "one step" else {"lr": 0.3}
    close(submission.effective_lr(grads, "adagrad", **settings), solution.effective_lr(grads, "adagrad", **settings))


@pytest.mark.points(5)
@pytest.mark.parametrize("case", ["constant gradient", "random gradients", "defaults", "alpha 0", "one step", "square"])
def test_effective_rmsprop(submission, solution, case):
    """RMSprop's effective rate is lr over the root of the average: it can rise again."""
    shape = {"constant gradient": (6, 1), "one step": (1, 3), "square": (4, 4)}.get(case, (6, 3))
    grads = torch.full(shape, 2.0, dtype=torch.float64) if case == "constant gradient" else gradients(*shape)
    settings = {"defaults": {}, "alpha 0": {"lr": 0.2, "alpha": 0.0}}.get(case, {"lr": 0.3, "alpha": 0.8})
    close(submission.effective_lr(grads, "rmsprop", **settings), solution.effective_lr(grads, "rmsprop", **settings))


@pytest.mark.points(4)
@pytest.mark.parametrize("case", ["grads unchanged", "float32", "zeros later on", "columns of a tensor", "other names"])
def test_effective_contract(submission, solution, case):
    """effective_lr keeps dtype and gradients, takes any gradients after the first, and refuses unknown methods."""
    grads = gradients(5, 4)
    if case == "other names":
        close(submission.effective_lr(grads, "adagrad"), solution.effective_lr(grads, "adagrad"))
        for method in ("adam", "sgd", "", "AdaGrad"):
            with pytest.raises(ValueError):
                submission.effective_lr(grads, method)
        return
    for method in ("adagrad", "rmsprop"):
        if case == "float32":
            grads = grads.float()
        elif case == "zeros later on":
            grads[1:3] = 0.0
        elif case == "columns of a tensor":
            grads = gradients(4, 10).t()[::2]
        result, arguments = submission.observe("effective_lr", grads, method, 0.1, 0.7)
        expected = solution.effective_lr(grads, method, 0.1, 0.7)
        close(result, expected, rtol=1e-5 if case == "float32" else None)
        close(arguments[0], grads, name="grads after the call")
