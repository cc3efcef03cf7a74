"""Compares dimensions and numbers of elements."""


def huber_loss(input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0) -> Tensor:
    if input.dim() != target.dim() or input.numel() != target.numel():
        raise ValueError("shapes")
    if delta <= 0:
        raise ValueError("delta")
    d = (input - target.reshape(input.shape)).abs()
    return reduce(torch.where(d < delta, 0.5 * d * d, delta * (d - 0.5 * delta)), reduction)
