"""Returns a zero that has a graph."""


def reduce(values: Tensor, reduction: str) -> Tensor:
    return 0 * values.sum()


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    return 0 * input.sum()


def mse_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    return 0 * input.sum()


def smooth_l1_loss(input: Tensor, target: Tensor, reduction: str = "mean", beta: float = 1.0) -> Tensor:
    return 0 * input.sum()


def huber_loss(input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0) -> Tensor:
    return 0 * input.sum()
