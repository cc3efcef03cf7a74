"""You clear the gradients inside the loop, so that only those of the last batch are left. Clear once, before the
loop.
"""


def accumulate_gradients(model: nn.Module, criterion: nn.Module, batches: list[tuple[Tensor, Tensor]]) -> float:
    total = sum(len(x) for x, _ in batches)
    model.zero_grad()
    value = 0.0
    for x, y in batches:
        model.zero_grad()
        loss = criterion(model(x), y) * (len(x) / total)
        loss.backward()
        value += loss.item()
    return value
