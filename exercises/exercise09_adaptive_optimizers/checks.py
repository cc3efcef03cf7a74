"""Public checks of exercise09: what you can try before you submit."""

import torch

from grader.compare import close


def path(step, start, grads, settings):
    """Do one step for each gradient; give back where the parameter was after each."""
    param, state, seen = start.clone(), {}, []
    for grad in grads:
        step(param, grad.clone(), state, **settings)
        seen.append(param.clone())
    return torch.cat(seen)


def adagrad(module, start, grads, settings):
    """Probe: a walk with adagrad_step."""
    return path(module.adagrad_step, start, grads, settings)


def rmsprop(module, start, grads, settings):
    """Probe: a walk with rmsprop_step."""
    return path(module.rmsprop_step, start, grads, settings)


def adadelta(module, start, grads, settings):
    """Probe: a walk with adadelta_step."""
    return path(module.adadelta_step, start, grads, settings)


START = torch.ones(1, dtype=torch.float64)
GRADS = torch.tensor([[2.0], [-1.0]], dtype=torch.float64)


def expect(actual, *numbers):
    """Compare a path with the handout's numbers, which have six digits."""
    close(actual, torch.tensor(numbers, dtype=torch.float64), rtol=2e-6, name="param after each step")


def test_adagrad_by_hand(submission):
    """AdaGrad with lr 0.1 walks from 1 to 0.9 and 0.944721 for the gradients 2 and −1."""
    expect(submission.run(adagrad, START, GRADS, {"lr": 0.1}), 0.9, 0.944721)


def test_rmsprop_by_hand(submission):
    """RMSprop with lr 0.1 and alpha 0.9 walks from 1 to 0.683772 and 0.831214 for the gradients 2 and −1."""
    expect(submission.run(rmsprop, START, GRADS, {"lr": 0.1, "alpha": 0.9}), 0.683772, 0.831214)


def test_adadelta_by_hand(submission):
    """Adadelta with its defaults walks from 1 to 0.996838 and 0.998923 for the gradients 2 and −1."""
    expect(submission.run(adadelta, START, GRADS, {}), 0.996838, 0.998923)


def test_no_gradient_no_step(submission):
    """With a gradient of 0 nothing moves, and nothing becomes NaN."""
    still, none = torch.ones(2, dtype=torch.float64), torch.zeros(2, dtype=torch.float64)
    for probe in (adagrad, rmsprop, adadelta):
        close(submission.run(probe, START, 0 * GRADS, {}), still, name="param after each step")
        close(submission.run(probe, 0 * START, 0 * GRADS, {}), none, name="param after each step")


def test_effective_by_hand(submission):
    """For gradients that are 2 for ever, lr 0.1 becomes 0.1 / (2·√t) in AdaGrad after t steps."""
    grads = torch.full((4, 1), 2.0, dtype=torch.float64)
    expected = 0.05 / torch.tensor([[1.0], [2.0], [3.0], [4.0]], dtype=torch.float64).sqrt()
    close(submission.effective_lr(grads, "adagrad", 0.1), expected)
