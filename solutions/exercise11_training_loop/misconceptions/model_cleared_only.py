"""You clear the gradients of the model, not those of the optimizer. Where the optimizer also learns parameters
that the model does not hold, such as those of the criterion, their old gradients enter: optimizer.zero_grad().
"""


def train_step(model: nn.Module, criterion: nn.Module, optimizer: torch.optim.Optimizer, x: Tensor, y: Tensor) -> float:
    out = model(x)
    if y.is_floating_point() and out.shape != y.shape:
        raise ValueError(f"prediction {tuple(out.shape)} against target {tuple(y.shape)}")
    loss = criterion(out, y)
    model.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
