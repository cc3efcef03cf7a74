"""Returns the losses of the batches."""


def accumulate_gradients(model: nn.Module, criterion: nn.Module, batches: list[tuple[Tensor, Tensor]]) -> float:
    total = sum(len(x) for x, _ in batches)
    model.zero_grad()
    value = []
    for x, y in batches:
        loss = criterion(model(x), y) * (len(x) / total)
        loss.backward()
        value.append(loss.item())
    return value
