"""Computes in float64 and gives the dtype back; weights the pieces with a mask of 0 and 1."""


def _difference(input, target):
    if input.shape != target.shape:
        raise ValueError("shapes")
    return (input.to(torch.float64) - target.to(torch.float64)).abs()


def mse_loss(input, target, reduction="mean"):
    return reduce(_difference(input, target).pow(2), reduction).type_as(input)


def smooth_l1_loss(input, target, reduction="mean", beta=1.0):
    d = _difference(input, target)
    if beta < 0:
        raise ValueError("beta")
    small = (d < beta).to(d.dtype)
    parabola = 0.5 * d.square() / beta if beta > 0 else d
    return reduce(small * parabola + (1 - small) * (d - 0.5 * beta), reduction).to(input.dtype)


def huber_loss(input, target, reduction="mean", delta=1.0):
    d = _difference(input, target)
    if delta <= 0:
        raise ValueError("delta")
    small = d <= delta
    return reduce(small * (0.5 * d**2) + ~small * (delta * d - 0.5 * delta**2), reduction).to(input.dtype)
