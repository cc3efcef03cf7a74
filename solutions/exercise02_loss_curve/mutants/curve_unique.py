"""Leaves out weights that come again."""


def loss_curve(x: Tensor, y: Tensor, ws: Tensor) -> Tensor:
    return torch.stack([cost(x, y, w) for w in dict.fromkeys(ws.tolist())])
