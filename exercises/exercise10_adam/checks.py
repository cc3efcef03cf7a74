"""The public checks of exercise10: known numbers, no reference needed."""

import pytest
import torch
from torch import nn

from grader.compare import close


def adam_end(module, start, grads):
    """Do one Adam step with lr 0.1 per gradient; give back where the parameter is at the end."""
    param, state = start.clone(), {}
    for grad in grads:
        module.adam_step(param, grad, state, lr=0.1)
    return param


def adamax_end(module, start, grads):
    """Do one Adamax step with lr 0.1 per gradient; give back where the parameter is at the end."""
    param, state = start.clone(), {}
    for grad in grads:
        module.adamax_step(param, grad, state, lr=0.1)
    return param


def train_line(module, weight, lr):
    """Fit y = weight · x with the optimizer for two steps; give back the weight, and its gradient after zero_grad."""
    model = nn.Linear(1, 1, bias=False)
    with torch.no_grad():
        model.weight.copy_(weight)
    optimizer = module.Adam(model.parameters(), lr=lr)
    for _ in range(2):
        optimizer.zero_grad()
        loss = ((model(torch.ones(4, 1)) - 3.0) ** 2).mean()
        loss.backward()
        optimizer.step()
    optimizer.zero_grad()
    return [model.weight.detach().clone(), model.weight.grad]


def test_correction_of_two_steps(submission):
    """Two updates with the value 1 and beta 0.9 give the average 0.19, and the correction makes it 1 again."""
    close(submission.bias_corrected(torch.tensor(0.19), 0.9, 2), torch.tensor(1.0))


@pytest.mark.parametrize("probe", [pytest.param(adam_end, id="Adam"), pytest.param(adamax_end, id="Adamax")])
def test_first_step_is_lr(submission, probe):
    """The first step with lr 0.1 moves every coordinate by 0.1 against its gradient, be the gradient 1000 or −0.5."""
    end = submission.run(probe, torch.zeros(2), [torch.tensor([1000.0, -0.5])])
    close(end, torch.tensor([-0.1, 0.1]), rtol=1e-4)


@pytest.mark.parametrize(
    ("probe", "end"),
    [pytest.param(adam_end, 0.8733663, id="Adam"), pytest.param(adamax_end, 0.8789264, id="Adamax")],
)
def test_worked_number(submission, probe, end):
    """The two steps of the handout's worked number, from 1 with the gradients 2 and −1, end where the handout says."""
    got = submission.run(probe, torch.ones(1), [torch.tensor([2.0]), torch.tensor([-1.0])])
    close(got, torch.tensor([end]), rtol=1e-4)


def test_optimizer_class(submission):
    """Adam(model.parameters(), lr=0.1) moves a far-off weight by 0.1 per step, and zero_grad leaves None."""
    close(submission.run(train_line, torch.tensor([[-5.0]]), 0.1), [torch.tensor([[-4.8]]), None], rtol=1e-3)
