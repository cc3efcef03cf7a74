"""You clear the gradients after the loop, and with them all that you have added up. Clear before the loop."""


def accumulate_gradients(model: nn.Module, criterion: nn.Module, batches: list[tuple[Tensor, Tensor]]) -> float:
    total = sum(len(x) for x, _ in batches)
    value = 0.0
    for x, y in batches:
        loss = criterion(model(x), y) * (len(x) / total)
        loss.backward()
        value += loss.item()
    model.zero_grad()
    return value
