"""The mean that you return is right, but backward() of a batch's own mean adds this gradient in full. Multiply the
loss by len(x) / total before backward.
"""


def accumulate_gradients(model: nn.Module, criterion: nn.Module, batches: list[tuple[Tensor, Tensor]]) -> float:
    total = sum(len(x) for x, _ in batches)
    model.zero_grad()
    value = 0.0
    for x, y in batches:
        loss = criterion(model(x), y)
        loss.backward()
        value += loss.item() * (len(x) / total)
    return value
