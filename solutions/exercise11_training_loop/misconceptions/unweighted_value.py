"""The gradients are right, but the number that you return adds the batches' means without their weights. Weigh it
by len(x) / total, too.
"""


def accumulate_gradients(model: nn.Module, criterion: nn.Module, batches: list[tuple[Tensor, Tensor]]) -> float:
    total = sum(len(x) for x, _ in batches)
    model.zero_grad()
    value = 0.0
    for x, y in batches:
        loss = criterion(model(x), y)
        (loss * (len(x) / total)).backward()
        value += loss.item()
    return value
