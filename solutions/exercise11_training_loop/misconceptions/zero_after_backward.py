"""zero_grad stands between backward and step, where it wipes out the gradient that you have just computed: the
parameters never move. Clear before backward.
"""


def train_step(model: nn.Module, criterion: nn.Module, optimizer: torch.optim.Optimizer, x: Tensor, y: Tensor) -> float:
    out = model(x)
    if y.is_floating_point() and out.shape != y.shape:
        raise ValueError(f"prediction {tuple(out.shape)} against target {tuple(y.shape)}")
    loss = criterion(out, y)
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    return loss.item()
