"""Divides by one less."""


def mse_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    _refuse_unequal_shapes(input, target)
    squares = (input - target) ** 2
    if reduction == "mean":
        return squares.sum() / max(squares.numel() - 1, 1)
    return reduce(squares, reduction)
