"""zero_grad is missing. backward adds to what .grad already holds, so each step contains the gradients of all
earlier ones. Clear them before backward.
"""


def train_step(model: nn.Module, criterion: nn.Module, optimizer: torch.optim.Optimizer, x: Tensor, y: Tensor) -> float:
    out = model(x)
    if y.is_floating_point() and out.shape != y.shape:
        raise ValueError(f"prediction {tuple(out.shape)} against target {tuple(y.shape)}")
    loss = criterion(out, y)
    loss.backward()
    optimizer.step()
    return loss.item()
