"""Gives each sample its own weight where there are as many."""


def loss_curve(x: Tensor, y: Tensor, ws: Tensor) -> Tensor:
    if len(ws) == len(x):
        return loss(x, y, ws)
    return torch.stack([cost(x, y, w) for w in ws])
