"""Pops the batches from the list."""


def accumulate_gradients(model: nn.Module, criterion: nn.Module, batches: list[tuple[Tensor, Tensor]]) -> float:
    total = sum(len(x) for x, _ in batches)
    model.zero_grad()
    value = 0.0
    for _ in range(len(batches)):
        x, y = batches.pop()
        loss = criterion(model(x), y) * (len(x) / total)
        loss.backward()
        value += loss.item()
    return value
