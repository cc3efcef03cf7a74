"""You clear the gradients after the step. Then those that were there before the first step, from whatever
computation, still enter. Clear before backward.
"""


def train_step(model: nn.Module, criterion: nn.Module, optimizer: torch.optim.Optimizer, x: Tensor, y: Tensor) -> float:
    out = model(x)
    if y.is_floating_point() and out.shape != y.shape:
        raise ValueError(f"prediction {tuple(out.shape)} against target {tuple(y.shape)}")
    loss = criterion(out, y)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss.item()
