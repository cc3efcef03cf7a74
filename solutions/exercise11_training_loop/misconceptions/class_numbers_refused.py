"""You refuse every target that has not the shape of the prediction. Class numbers for cross entropy have one
dimension less and are right: only floating-point targets must have the same shape.
"""


def train_step(model: nn.Module, criterion: nn.Module, optimizer: torch.optim.Optimizer, x: Tensor, y: Tensor) -> float:
    out = model(x)
    if out.shape != y.shape:
        raise ValueError(f"prediction {tuple(out.shape)} against target {tuple(y.shape)}")
    loss = criterion(out, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
