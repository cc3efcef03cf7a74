"""Clears only a model that is in train mode."""


def train_step(model: nn.Module, criterion: nn.Module, optimizer: torch.optim.Optimizer, x: Tensor, y: Tensor) -> float:
    out = model(x)
    if y.is_floating_point() and out.shape != y.shape:
        raise ValueError(f"prediction {tuple(out.shape)} against target {tuple(y.shape)}")
    loss = criterion(out, y)
    if model.training:
        optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
