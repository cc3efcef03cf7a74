"""The hidden checks of exercise10.

Expected values come from the reference, which agrees with torch.optim to the last digits; torch.optim itself is not
needed. A right function on top of a wrong one keeps its points: each run is tried a second time, if need be, with a
stand-in for the student's function underneath, on both sides.
"""

import pytest
import torch
from torch import nn

from grader.compare import close, either, require

NEAR = {"rtol": 1e-5, "atol": 1e-5}  # a step count in float32 costs up to half of it; test_adam_precision is stricter


def gradients(steps, *shape):
    """Return fresh gradients of either sign and of size 0.5 to 2, so that no coordinate is special."""
    sign = torch.where(torch.rand(steps, *shape) < 0.5, -1.0, 1.0)
    return (sign * (0.5 + 1.5 * torch.rand(steps, *shape))).double()


def point(*shape):
    """Return a fresh float64 point."""
    return torch.randn(shape, dtype=torch.float64)


def agree(submission, solution, probe, run, *arguments, **tolerance):
    """Accept if the student's code does what the reference does, alone or with stand-ins underneath both."""
    either(
        lambda: close(submission.run(probe, run, *arguments), solution.run(probe, run, *arguments), **tolerance),
        lambda: close(
            submission.run(probe, run, *arguments, mend=True),
            solution.run(probe, run, *arguments, mend=True),
            **tolerance,
        ),
    )


# ------------------------------------------------------------------------------------------------------- stand-ins


class Replaced:
    """While it lasts, the code of `function` finds the stand-in under that name (if there is a stand-in)."""

    def __init__(self, function, name, stand_in):
        import inspect

        self.names, self.name, self.stand_in = inspect.unwrap(function).__globals__, name, stand_in
        self.own = dict(self.names)

    def __enter__(self):
        if self.stand_in is not None:
            self.names[self.name] = self.stand_in

    def __exit__(self, *exception):
        if self.name in self.own:
            self.names[self.name] = self.own[self.name]
        else:
            self.names.pop(self.name, None)


def plain_correction(moment, beta, step):
    """Correct an average as the docstring of bias_corrected says."""
    return moment / (1 - beta**step)


def toy_step(param, grad, state, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
    """Do a step that is not Adam's, but has a memory and depends on every setting."""
    state["count"] = state.get("count", 0) + 1
    with torch.no_grad():
        depends = abs(eps) ** 0.25  # so that even an eps of 1e-8 can be told from none
        divisor = state["count"] + betas[0] + 50 * (1 - betas[1]) + (depends if eps >= 0 else -depends)
        param.sub_(20 * lr * (grad + weight_decay * param) / divisor)


# ------------------------------------------------------------------------------------- runs of one of the two steps


def path(step, start, grads, settings):
    """Do one step per gradient; give back where the parameter was after each."""
    param, state, seen = start.clone(), {}, []
    for grad in grads:
        step(param, grad.clone(), state, **settings)
        seen.append(param.clone())
    return torch.stack(seen)


def schedule(step, start, grads, plan):
    """Walk with settings of its own in each step."""
    param, state, seen = start.clone(), {}, []
    for grad, settings in zip(grads, plan, strict=True):
        step(param, grad.clone(), state, **settings)
        seen.append(param.clone())
    return torch.stack(seen)


def in_turn(step, first, second, grads):
    """Step two parameters of different shape in turn."""
    params, states = [first.clone(), second.clone()], [{}, {}]
    for grad in grads:
        step(params[0], grad.clone(), states[0], lr=0.1)
        step(params[1], -3 * grad.sum(), states[1], lr=0.1)
    return params


def restart(step, start, grads):
    """Go on with the same parameter, but an empty memory, after three steps."""
    param, state = start.clone(), {}
    for number, grad in enumerate(grads):
        state = {} if number == 3 else state
        step(param, grad.clone(), state, lr=0.1)
    return param


def resume(step, start, grads):
    """Copy the memory after three steps; walk to the end, and from there on once more with the copy."""
    import copy

    param, state, ends = start.clone(), {}, []
    for grad in grads[:3]:
        step(param, grad.clone(), state, lr=0.1)
    saved, saved_state = param.clone(), copy.deepcopy(state)
    for memory in (state, saved_state):
        param.copy_(saved)
        for grad in grads[3:]:
            step(param, grad.clone(), memory, lr=0.1)
        ends.append(param.clone())
    return ends


def returned(step, start, grads):
    """Give back what each step returned, and where the parameter is afterwards."""
    param, state = start.clone(), {}
    return [[step(param, grad.clone(), state, lr=0.1) for grad in grads], param]


def leaf(step, start, grads, decoy, recording):
    """Step a leaf that requires grad and whose .grad is a decoy; give back what can be seen of it afterwards."""
    import contextlib

    param, state = start.clone().requires_grad_(), {}
    param.grad = decoy.clone()
    with contextlib.nullcontext() if recording else torch.no_grad():
        for grad in grads:
            step(param, grad.clone(), state, lr=0.1)
    return [param.detach().clone(), param.is_leaf, param.requires_grad, param.grad, torch.is_grad_enabled()]


def row(step, memory, grads):
    """Step the second row of a larger tensor; give back the larger tensor."""
    memory, state = memory.clone(), {}
    param = memory[1]
    for grad in grads:
        step(param, grad[1], state, lr=0.1)
    return memory


def columns(step, memory, grads):
    """Step every second column of a larger tensor, transposed; give back the larger tensor."""
    memory, state = memory.clone(), {}
    param = memory.t()[::2]
    for grad in grads:
        step(param, grad.t()[::2], state, lr=0.1)
    return memory


def refilled(step, start, grads, settings):
    """Put every gradient into the same tensor; give back the parameter, and that tensor after each step."""
    param, state, grad, seen = start.clone(), {}, torch.zeros_like(start), []
    for values in grads:
        grad.copy_(values)
        step(param, grad, state, **settings)
        seen.append(grad.clone())
    return [param, torch.stack(seen)]


def attempts(step, start, grads, wrong):
    """Try each of the wrong settings after one right step; give back what was raised."""
    param, state, raised = start.clone(), {}, []
    step(param, grads[0].clone(), state, lr=0.1)
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
        step(param, grad.clone(), state, lr=0.1)
        seen.append(param.clone())
    return torch.stack(seen)


def walk(run, step, arguments):
    """Carry out the run of that name."""
    runs = [path, schedule, in_turn, restart, resume, returned, leaf, row, columns, refilled, attempts, disturbed]
    return next(each for each in runs if each.__name__ == run)(step, *arguments)


def adam(module, run, *arguments, mend=False):
    """Probe: a run with adam_step."""
    with Replaced(module.adam_step, "bias_corrected", plain_correction if mend else None):
        return walk(run, module.adam_step, arguments)


def adamax(module, run, *arguments, mend=False):
    """Probe: a run with adamax_step."""
    with Replaced(module.adamax_step, "bias_corrected", plain_correction if mend else None):
        return walk(run, module.adamax_step, arguments)


# ----------------------------------------------------------------------------------------------- runs of the class


def train(make, weights, inputs, targets, settings):
    """Train a 3-4-2 network for six steps; give back all its weights."""
    model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2)).double()
    with torch.no_grad():
        for param, values in zip(model.parameters(), weights, strict=True):
            param.copy_(values)
    optimizer = make(model.parameters(), **settings)
    for _ in range(6):
        optimizer.zero_grad()
        loss = ((model(inputs) - targets) ** 2).mean()
        loss.backward()
        optimizer.step()
    return [param.detach().clone() for param in model.parameters()]


def given(make, starts, rows, settings, kind="generator"):
    """Set the gradients of each row, or None, before each step; give back the parameters after each step."""
    params = [start.clone().requires_grad_() for start in starts]
    iterables = {"list": params, "tuple": tuple(params), "generator": (param for param in params)}
    optimizer = make(iterables[kind], **settings)
    seen = []
    for row in rows:
        for param, grad in zip(params, row, strict=True):
            param.grad = None if grad is None else grad.clone()
        optimizer.step()
        seen.append([param.detach().clone() for param in params])
    return seen


def two_optimizers(make, start, grads, settings):
    """Step two parameters with an optimizer each, one later than the other, then the first with a new optimizer."""
    params = [start.clone().requires_grad_(), start.clone().requires_grad_()]
    first, second = make([params[0]], lr=0.1), make([params[1]], **settings)
    for number, grad in enumerate(grads):
        params[0].grad, params[1].grad = grad.clone(), -2 * grad
        first.step()
        if number > 1:
            second.step()
    third = make([params[0]], lr=0.1)
    third.step()
    return [param.detach().clone() for param in params]


def changed_outside(make, start, grads):
    """Halve the parameter behind the optimizer's back after each step."""
    param = start.clone().requires_grad_()
    optimizer = make([param], lr=0.1, weight_decay=0.1)
    for grad in grads:
        param.grad = grad.clone()
        optimizer.step()
        with torch.no_grad():
            param.mul_(0.5)
    return param.detach().clone()


def left_gradients(make, start, grad, method):
    """Call zero_grad or step with one gradient set and one None; give back both gradients and both parameters."""
    params = [start.clone().requires_grad_(), start.clone().requires_grad_()]
    optimizer = make(params, lr=0.1)
    params[0].grad = grad.clone()
    optimizer.step() if method == "step" else optimizer.zero_grad()
    return [[param.grad for param in params], [param.detach().clone() for param in params]]


def optimizer(module, run, *arguments, mend=False):
    """Probe: a run with the class Adam."""
    runs = [train, given, two_optimizers, changed_outside, left_gradients]
    with Replaced(module.Adam.step, "adam_step", toy_step if mend else None):
        return next(each for each in runs if each.__name__ == run)(module.Adam, *arguments)


def no_parameters(module):
    """Probe: make an optimizer from a generator that gives nothing."""
    module.Adam(param for param in ())


# --------------------------------------------------------------------------------------------------- bias_corrected


@pytest.mark.points(5)
@pytest.mark.parametrize(
    "cases",
    [
        pytest.param([(0.999, 1), (0.9, 1)], id="first step"),  # 0.999 first: it shows a beta in float32 best
        pytest.param([(0.999, 2), (0.9, 2)], id="second step"),
        pytest.param([(0.999, 7)], id="seventh step"),
        pytest.param([(0.999, 1), (0.9, 10_000)], id="far out"),
        pytest.param([(0.5, 1), (0.0, 3)], id="beta 0"),
    ],
)
def test_correction(submission, solution, cases):
    """bias_corrected divides the average by 1 − beta^step, which matters less and less as step grows."""
    for beta, step in cases:
        moment = point(3, 2)
        close(submission.bias_corrected(moment, beta, step), solution.bias_corrected(moment, beta, step))


def correct_twice(module, moment, beta, step):
    """Probe: overwrite what bias_corrected returned, then give back the average and a second answer."""
    module.bias_corrected(moment, beta, step).fill_(7.0)
    return [moment, module.bias_corrected(moment, beta, step)]


@pytest.mark.points(3)
@pytest.mark.parametrize("promise", ["new tensor", "shape and dtype", "step below 1"])
def test_correction_contract(submission, solution, promise):
    """bias_corrected gives a new tensor of the average's shape and dtype, keeps the average, and refuses step < 1."""
    if promise == "new tensor":
        for beta in (0.999, 0.0):
            arguments = [point(2, 3), beta, 4]
            close(submission.run(correct_twice, *arguments), solution.run(correct_twice, *arguments))
    elif promise == "shape and dtype":
        for moment in (torch.rand(()) + 1, torch.rand(4, 3).t() + 1, torch.rand(5) + 1):
            answer = submission.bias_corrected(moment, 0.9, 3)
            close(answer, solution.bias_corrected(moment, 0.9, 3), rtol=1e-4)
    else:
        close(submission.bias_corrected(torch.ones(2), 0.5, 1), torch.full((2,), 2.0))
        for step in (0, -1):
            with pytest.raises(ValueError):
                submission.bias_corrected(torch.ones(2), 0.5, step)


# -------------------------------------------------------------------------------------------------------- adam_step


@pytest.mark.points(6)
def test_first_step(submission, solution):
    """The first Adam step moves every coordinate by lr against its gradient, whether that is 1000 or 0.001."""
    grads = [torch.tensor([1000.0, -0.001, 5.0, -70.0], dtype=torch.float64)]
    agree(submission, solution, adam, "path", point(4), grads, {"lr": 0.1, "eps": 0.0}, **NEAR)


@pytest.mark.points(10)
@pytest.mark.parametrize(
    "settings",
    [
        pytest.param({}, id="defaults"),
        pytest.param({"lr": 0.1}, id="lr 0.1"),
        pytest.param({"lr": 0.1, "betas": (0.5, 0.9)}, id="betas 0.5 and 0.9"),
        pytest.param({"lr": 0.1, "betas": (0.0, 0.0)}, id="betas 0 and 0"),
    ],
)
def test_adam_path(submission, solution, settings):
    """Twelve Adam steps with random gradients go where the formula says, with all kinds of lr and betas."""
    start = torch.zeros(3, 2, dtype=torch.float64)
    atol = 1e-4 * settings.get("lr", 1e-3)
    agree(submission, solution, adam, "path", start, gradients(12, 3, 2), settings, rtol=1e-4, atol=atol)


@pytest.mark.points(3)
def test_adam_long(submission, solution):
    """After 300 Adam steps the path is still right: the steps are counted right far out."""
    agree(submission, solution, adam, "path", point(2), gradients(300, 2), {"lr": 0.01}, **NEAR)


@pytest.mark.points(6)
@pytest.mark.parametrize("case", ["large eps", "tiny gradients", "no gradient at first"])
def test_adam_eps(submission, solution, case):
    """eps is added to the root of the corrected v, is 1e-8 by default, and spares a zero gradient a division by 0."""
    start, grads, settings = torch.zeros(3, 2, dtype=torch.float64), gradients(8, 3, 2), {"lr": 0.1}
    if case == "large eps":
        settings["eps"] = 0.3
    elif case == "tiny gradients":
        grads = grads * 1e-8
    else:
        grads[:3] = 0.0
    agree(submission, solution, adam, "path", start, grads, settings, rtol=1e-4, atol=1e-5)


@pytest.mark.points(5)
def test_adam_weight_decay(submission, solution):
    """weight_decay · param is added to the gradient, so that it goes through both moments."""
    settings = {"lr": 0.1, "weight_decay": 0.3}
    agree(submission, solution, adam, "path", 3 * point(3, 2), gradients(12, 3, 2), settings, **NEAR)


@pytest.mark.points(8)
@pytest.mark.parametrize("case", ["two parameters in turn", "new state", "copied state", "changing settings"])
def test_adam_memory(submission, solution, case):
    """adam_step keeps its whole memory in `state` and nowhere else: one dict, one run."""
    start, grads = point(3, 2), gradients(6, 3, 2)
    if case == "two parameters in turn":
        agree(submission, solution, adam, "in_turn", start, point(), grads, **NEAR)
    elif case == "new state":
        agree(submission, solution, adam, "restart", start, grads, **NEAR)
    elif case == "copied state":
        agree(submission, solution, adam, "resume", start, grads, **NEAR)
    else:
        plan = [{"lr": 0.1}, {"lr": 0.0}, {"lr": 0.2, "weight_decay": 0.5}, {"lr": 0.05, "eps": 0.5}, {"lr": 0.1}, {}]
        agree(submission, solution, adam, "schedule", start, grads, plan, **NEAR)


@pytest.mark.points(8)
@pytest.mark.parametrize(
    "case", ["returns None", "leaf", "row of a tensor", "columns of a tensor", "one gradient tensor"]
)
def test_adam_in_place(submission, solution, case):
    """adam_step writes into param's own memory, records no graph, returns None, and leaves `grad` alone."""
    start, grads = point(4, 6), gradients(4, 4, 6)
    if case == "returns None":
        agree(submission, solution, adam, "returned", start, grads, **NEAR)
    elif case == "leaf":
        decoy = point(4, 6)
        for recording in (False, True):  # where the caller has switched autograd off, and where not
            agree(submission, solution, adam, "leaf", start, grads, decoy, recording, **NEAR)
    elif case == "row of a tensor":
        agree(submission, solution, adam, "row", start, grads, **NEAR)
    elif case == "columns of a tensor":
        agree(submission, solution, adam, "columns", start, grads, **NEAR)
    else:
        for decay in (0.0, 0.3):
            agree(submission, solution, adam, "refilled", start, grads, {"lr": 0.1, "weight_decay": decay}, **NEAR)


@pytest.mark.points(2)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_adam_precision(submission, solution, dtype):
    """adam_step keeps the dtype of param, and steps float64 parameters with float64 accuracy."""
    start, grads = point(3, 2), gradients(6, 3, 2)
    if dtype == "float64":
        agree(submission, solution, adam, "path", start, grads, {"lr": 0.1, "eps": 0.0}, rtol=1e-9)
    else:
        agree(submission, solution, adam, "path", start.float(), grads.float(), {"lr": 0.1}, rtol=1e-4, atol=1e-5)


BAD_BETAS = [(1.0, 0.9), (0.9, 1.0), (-0.1, 0.9), (0.9, -0.1), (1.5, 0.9)]


def refuses(submission, probe, wrong):
    """Accept if the step works, refuses each of the wrong settings, and is not disturbed by having refused."""
    start, grads = point(3, 2), gradients(3, 3, 2)

    def with_correction(mend):
        tried = submission.run(probe, "attempts", start, grads, wrong, mend=mend)
        close(tried, ["ValueError"] * len(wrong), name="what the calls with bad settings raised")
        calm = submission.run(probe, "path", start, grads, {"lr": 0.1}, mend=mend)
        require(isinstance(calm, torch.Tensor) and calm.shape == grads.shape, "A right call must do a step.")
        require(not bool((calm == start).any()), "A right call must do a step.")
        disturbed = submission.run(probe, "disturbed", start, grads, wrong, mend=mend)
        close(disturbed, calm, name="the path after calls that were refused")

    either(lambda: with_correction(False), lambda: with_correction(True))


@pytest.mark.points(4)
@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param([{"lr": -0.1}], id="lr"),
        pytest.param([{"eps": -1e-3}], id="eps"),
        pytest.param([{"weight_decay": -0.1}], id="weight_decay"),
        pytest.param([{"betas": betas} for betas in BAD_BETAS], id="betas"),
    ],
)
def test_adam_bad_settings(submission, wrong):
    """adam_step raises ValueError for a bad setting, and then has changed neither param nor state."""
    refuses(submission, adam, wrong)


# ------------------------------------------------------------------------------------------------------ adamax_step


@pytest.mark.points(8)
@pytest.mark.parametrize(
    "case", ["defaults", "betas 0.5 and 0.9", "betas 0, eps 0", "one large gradient", "large eps", "tiny"]
)
def test_adamax_path(submission, solution, case):
    """Adamax steps go where the formula says: the maximum of |g| + eps fades by beta2, only m is corrected."""
    start, grads, settings = torch.zeros(3, 2, dtype=torch.float64), gradients(10, 3, 2), {"lr": 0.1}
    if case == "defaults":
        settings = {}
    elif case == "betas 0.5 and 0.9":
        settings["betas"] = (0.5, 0.9)
    elif case == "betas 0, eps 0":
        settings |= {"betas": (0.0, 0.0), "eps": 0.0}
    elif case == "one large gradient":
        grads[1] *= 100
        settings["betas"] = (0.9, 0.7)
    elif case == "tiny":  # gradients of the size of the default eps
        grads = grads * 1e-8
    else:
        settings["eps"] = 0.3
        grads[:2] = 0.0
    atol = 1e-4 * settings.get("lr", 2e-3)
    agree(submission, solution, adamax, "path", start, grads, settings, rtol=1e-4, atol=atol)


@pytest.mark.points(2)
@pytest.mark.parametrize("case", ["two parameters in turn", "new state", "copied state", "changing settings"])
def test_adamax_memory(submission, solution, case):
    """adamax_step keeps its whole memory in `state` and nowhere else: one dict, one run."""
    start, grads = point(3, 2), gradients(6, 3, 2)
    if case == "two parameters in turn":
        agree(submission, solution, adamax, "in_turn", start, point(), grads, **NEAR)
    elif case == "new state":
        agree(submission, solution, adamax, "restart", start, grads, **NEAR)
    elif case == "copied state":
        agree(submission, solution, adamax, "resume", start, grads, **NEAR)
    else:
        plan = [{"lr": 0.1}, {"lr": 0.0}, {"lr": 0.2, "eps": 0.5}, {"lr": 0.05}, {"lr": 0.1}, {}]
        agree(submission, solution, adamax, "schedule", start, grads, plan, **NEAR)


@pytest.mark.points(2)
@pytest.mark.parametrize(
    "case", ["returns None", "leaf", "row of a tensor", "columns of a tensor", "one gradient tensor", "float32"]
)
def test_adamax_in_place(submission, solution, case):
    """adamax_step writes into param's own memory, records no graph, returns None, and leaves `grad` alone."""
    start, grads = point(4, 6), gradients(4, 4, 6)
    if case == "returns None":
        agree(submission, solution, adamax, "returned", start, grads, **NEAR)
    elif case == "leaf":
        decoy = point(4, 6)
        for recording in (False, True):  # where the caller has switched autograd off, and where not
            agree(submission, solution, adamax, "leaf", start, grads, decoy, recording, **NEAR)
    elif case == "row of a tensor":
        agree(submission, solution, adamax, "row", start, grads, **NEAR)
    elif case == "columns of a tensor":
        agree(submission, solution, adamax, "columns", start, grads, **NEAR)
    elif case == "one gradient tensor":
        agree(submission, solution, adamax, "refilled", start, grads, {"lr": 0.1}, **NEAR)
    else:
        agree(submission, solution, adamax, "path", start.float(), grads.float(), {"lr": 0.1}, rtol=1e-4, atol=1e-5)


@pytest.mark.points(3)
@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param([{"lr": -0.1}], id="lr"),
        pytest.param([{"eps": -1e-3}], id="eps"),
        pytest.param([{"betas": betas} for betas in BAD_BETAS], id="betas"),
    ],
)
def test_adamax_bad_settings(submission, wrong):
    """adamax_step raises ValueError for a bad setting, and then has changed neither param nor state."""
    refuses(submission, adamax, wrong)


# ------------------------------------------------------------------------------------------------------- class Adam


@pytest.mark.points(8)
@pytest.mark.parametrize(
    "settings",
    [
        pytest.param({}, id="defaults"),
        pytest.param({"lr": 0.05, "betas": (0.8, 0.95), "eps": 0.01, "weight_decay": 0.1}, id="all settings"),
        pytest.param(None, id="tiny gradients"),
    ],
)
def test_optimizer_trains(submission, solution, settings):
    """Given model.parameters(), the class Adam trains a network: all weights are right after six steps."""
    if settings is None:  # of the size of the default eps
        grads = [[grad] for grad in gradients(6, 2, 3) * 1e-8]
        start = torch.zeros(2, 3, dtype=torch.float64)
        agree(submission, solution, optimizer, "given", [start], grads, {"lr": 10.0}, rtol=1e-5)
        return
    weights = [point(4, 3), point(4), point(2, 4), point(2)]
    agree(submission, solution, optimizer, "train", weights, point(8, 3), point(8, 2), settings, **NEAR)


@pytest.mark.points(6)
def test_optimizer_skips(submission, solution):
    """A parameter whose .grad is None is skipped: it does not move, and the step does not count for it."""
    starts, grads = [point(), point(3), point(2, 3)], gradients(5, 6)
    rows = [[None, grad[:3] if number in (1, 4) else None, grad.reshape(2, 3)] for number, grad in enumerate(grads)]
    rows.insert(2, [None, None, None])
    settings = {"lr": 0.1, "weight_decay": 0.2}
    agree(submission, solution, optimizer, "given", starts, rows, settings, **NEAR)


@pytest.mark.points(4)
@pytest.mark.parametrize("method", ["zero_grad", "step"])
def test_optimizer_gradients(submission, solution, method):
    """zero_grad sets every .grad to None; step leaves every .grad as it is."""
    agree(submission, solution, optimizer, "left_gradients", point(2, 3), gradients(1, 2, 3)[0], method, **NEAR)


@pytest.mark.points(4)
@pytest.mark.parametrize("kind", ["list", "tuple", "generator", "nothing"])
def test_optimizer_parameters(submission, solution, kind):
    """The class Adam takes its parameters from a list, a tuple or a generator, and refuses to be made without any."""
    shapes = [(2, 3), (2, 3)] if kind == "tuple" else [(2, 3), (4,)]
    starts = [point(*shape) for shape in shapes]
    rows = [[gradients(1, *shape)[0] for shape in shapes] for _ in range(3)]
    if kind != "nothing":
        agree(submission, solution, optimizer, "given", starts, rows, {"lr": 0.1}, kind, **NEAR)
        return
    agree(submission, solution, optimizer, "given", starts, rows, {"lr": 0.1}, **NEAR)
    made = submission.Adam([start.requires_grad_() for start in starts], lr=0.1)
    close(made.zero_grad(), None, name="what zero_grad returns")
    close(made.step(), None, name="what step returns")
    with pytest.raises(ValueError):
        submission.Adam([])
    with pytest.raises(ValueError):
        submission.run(no_parameters)


@pytest.mark.points(3)
@pytest.mark.parametrize("case", ["several optimizers", "parameter changed by others"])
def test_optimizer_is_independent(submission, solution, case):
    """Every optimizer has settings and a memory of its own, and works on the parameters as they are now."""
    start, grads = point(3), gradients(5, 3)
    if case == "several optimizers":
        settings = {"lr": 0.02, "betas": (0.7, 0.8), "weight_decay": 0.3}
        agree(submission, solution, optimizer, "two_optimizers", start, grads, settings, **NEAR)
    else:
        agree(submission, solution, optimizer, "changed_outside", start, grads, **NEAR)
