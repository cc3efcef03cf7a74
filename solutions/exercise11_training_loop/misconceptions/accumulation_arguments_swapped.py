"""You call the criterion with the target first. It wants criterion(prediction, target); for the MSE only, the
order does not show.
"""


def accumulate_gradients(model: nn.Module, criterion: nn.Module, batches: list[tuple[Tensor, Tensor]]) -> float:
    total = sum(len(x) for x, _ in batches)
    model.zero_grad()
    value = 0.0
    for x, y in batches:
        loss = criterion(y, model(x)) * (len(x) / total)
        loss.backward()
        value += loss.item()
    return value
