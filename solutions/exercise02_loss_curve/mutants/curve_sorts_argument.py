"""Sorts the caller's weights."""


def loss_curve(x: Tensor, y: Tensor, ws: Tensor) -> Tensor:
    ws.copy_(ws.sort().values)
    return torch.stack([cost(x, y, w) for w in ws])
