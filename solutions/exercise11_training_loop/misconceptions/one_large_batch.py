"""You join all batches into one. The gradient is right, but a batch of all samples is just what did not fit into
memory: let one batch after the other through the model.
"""


def accumulate_gradients(model: nn.Module, criterion: nn.Module, batches: list[tuple[Tensor, Tensor]]) -> float:
    x = torch.cat([x for x, _ in batches])
    y = torch.cat([y for _, y in batches])
    model.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    return loss.item()
