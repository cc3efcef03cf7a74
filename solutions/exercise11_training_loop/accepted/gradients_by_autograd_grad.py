"""Everything by torch.autograd.grad; prediction with a decorator and try/finally."""


def train_step(model: nn.Module, criterion: nn.Module, optimizer: torch.optim.Optimizer, x: Tensor, y: Tensor) -> float:
    out = model(x)
    if torch.is_floating_point(y) and list(out.shape) != list(y.shape):
        raise ValueError("shapes")
    loss = criterion(out, y)
    learnt = [p for group in optimizer.param_groups for p in group["params"]]
    for p, g in zip(learnt, torch.autograd.grad(loss, learnt, allow_unused=True), strict=True):
        p.grad = g
    optimizer.step()
    return float(loss.detach())


def accumulate_gradients(model: nn.Module, criterion: nn.Module, batches: list[tuple[Tensor, Tensor]]) -> float:
    learnt = [p for p in model.parameters() if p.requires_grad]
    n = sum(len(x) for x, _ in batches)
    sums, value = [torch.zeros_like(p) for p in learnt], 0.0
    for x, y in batches:
        loss = criterion(model(x), y)
        value += float(loss) * len(x)
        for total, g in zip(sums, torch.autograd.grad(loss, learnt), strict=True):
            total += g * len(x)
    for p, total in zip(learnt, sums, strict=True):
        p.grad = total / n
    return value / n


@torch.no_grad()
def predict(model: nn.Module, x: Tensor) -> Tensor:
    mode = model.training
    try:
        return model.eval()(x)
    finally:
        model.train(mode)
