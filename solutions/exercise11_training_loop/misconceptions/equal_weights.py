"""You average the means of the batches. Batches of different length must not count equally, since a sample of a
short batch would then weigh more: multiply by len(x) / total.
"""


def accumulate_gradients(model: nn.Module, criterion: nn.Module, batches: list[tuple[Tensor, Tensor]]) -> float:
    model.zero_grad()
    value = 0.0
    for x, y in batches:
        loss = criterion(model(x), y) * (1 / len(batches))
        loss.backward()
        value += loss.item()
    return value
