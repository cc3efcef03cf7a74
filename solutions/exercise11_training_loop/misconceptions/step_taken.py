"""You also move the parameters. accumulate_gradients only leaves the gradients in .grad; the step is the
optimizer's.
"""


def accumulate_gradients(model: nn.Module, criterion: nn.Module, batches: list[tuple[Tensor, Tensor]]) -> float:
    total = sum(len(x) for x, _ in batches)
    model.zero_grad()
    value = 0.0
    for x, y in batches:
        loss = criterion(model(x), y) * (len(x) / total)
        loss.backward()
        value += loss.item()
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.requires_grad:
                parameter -= 0.01 * parameter.grad
    return value
