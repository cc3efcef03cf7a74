"""Sorts the weights first."""


def loss_curve(x: Tensor, y: Tensor, ws: Tensor) -> Tensor:
    return torch.stack([cost(x, y, w) for w in ws.sort().values])
