"""Returns the first argument."""


def reduce(values: Tensor, reduction: str) -> Tensor:
    return values


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    return input


def mse_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    return input


def smooth_l1_loss(input: Tensor, target: Tensor, reduction: str = "mean", beta: float = 1.0) -> Tensor:
    return input


def huber_loss(input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0) -> Tensor:
    return input
