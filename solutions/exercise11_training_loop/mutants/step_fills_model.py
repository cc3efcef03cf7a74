"""Updates all parameters of the model, too."""


def train_step(model: nn.Module, criterion: nn.Module, optimizer: torch.optim.Optimizer, x: Tensor, y: Tensor) -> float:
    out = model(x)
    if y.is_floating_point() and out.shape != y.shape:
        raise ValueError(f"prediction {tuple(out.shape)} against target {tuple(y.shape)}")
    loss = criterion(out, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    known = {id(p) for group in optimizer.param_groups for p in group["params"]}
    with torch.no_grad():
        for p in model.parameters():
            if id(p) not in known and p.grad is not None:
                p -= 0.1 * p.grad
    return loss.item()
