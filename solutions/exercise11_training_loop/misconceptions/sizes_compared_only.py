"""You compare only how many numbers prediction and target have. (N, 1) and (N,) have equally many, and this is
just the pair that broadcasts: compare the shapes.
"""


def train_step(model: nn.Module, criterion: nn.Module, optimizer: torch.optim.Optimizer, x: Tensor, y: Tensor) -> float:
    out = model(x)
    if y.is_floating_point() and out.numel() != y.numel():
        raise ValueError(f"prediction {tuple(out.shape)} against target {tuple(y.shape)}")
    loss = criterion(out, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
