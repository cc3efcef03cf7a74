"""You move the parameters yourself by lr times the gradient. The optimizer knows more: momentum, weight decay,
Adam. Leave the update to optimizer.step().
"""


def train_step(model: nn.Module, criterion: nn.Module, optimizer: torch.optim.Optimizer, x: Tensor, y: Tensor) -> float:
    out = model(x)
    if y.is_floating_point() and out.shape != y.shape:
        raise ValueError(f"prediction {tuple(out.shape)} against target {tuple(y.shape)}")
    loss = criterion(out, y)
    optimizer.zero_grad()
    loss.backward()
    with torch.no_grad():
        for group in optimizer.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    parameter -= group["lr"] * parameter.grad
    return loss.item()
