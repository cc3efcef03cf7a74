"""You clear, then step, then call backward: at the moment of the step there is no gradient at all, and nothing
moves. The order is clear, backward, step.
"""


def train_step(model: nn.Module, criterion: nn.Module, optimizer: torch.optim.Optimizer, x: Tensor, y: Tensor) -> float:
    out = model(x)
    if y.is_floating_point() and out.shape != y.shape:
        raise ValueError(f"prediction {tuple(out.shape)} against target {tuple(y.shape)}")
    loss = criterion(out, y)
    optimizer.zero_grad()
    optimizer.step()
    loss.backward()
    return loss.item()
