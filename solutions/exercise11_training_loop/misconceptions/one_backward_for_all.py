"""You add up the losses of all batches and call backward once. The gradient is right, but the graphs of all
batches are in memory at the same time, and to avoid this was the point: call backward for each batch.
"""


def accumulate_gradients(model: nn.Module, criterion: nn.Module, batches: list[tuple[Tensor, Tensor]]) -> float:
    total = sum(len(x) for x, _ in batches)
    model.zero_grad()
    loss = sum(criterion(model(x), y) * (len(x) / total) for x, y in batches)
    loss.backward()
    return loss.item()
