"""You add up the means of the batches. The mean over all samples weighs each batch with its share of the samples:
multiply its loss by len(x) / total before backward.
"""


def accumulate_gradients(model: nn.Module, criterion: nn.Module, batches: list[tuple[Tensor, Tensor]]) -> float:
    model.zero_grad()
    value = 0.0
    for x, y in batches:
        loss = criterion(model(x), y)
        loss.backward()
        value += loss.item()
    return value
