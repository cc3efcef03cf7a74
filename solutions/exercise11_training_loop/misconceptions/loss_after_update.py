"""You compute the loss anew after the update, and so return the next step's loss (and run the model twice). Return
the loss with which you called backward.
"""


def train_step(model: nn.Module, criterion: nn.Module, optimizer: torch.optim.Optimizer, x: Tensor, y: Tensor) -> float:
    out = model(x)
    if y.is_floating_point() and out.shape != y.shape:
        raise ValueError(f"prediction {tuple(out.shape)} against target {tuple(y.shape)}")
    loss = criterion(out, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return criterion(model(x), y).item()
