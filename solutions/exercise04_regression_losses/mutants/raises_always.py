"""Refuses everything."""


def reduce(values: Tensor, reduction: str) -> Tensor:
    raise ValueError("no")


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    raise ValueError("no")


def mse_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    raise ValueError("no")


def smooth_l1_loss(input: Tensor, target: Tensor, reduction: str = "mean", beta: float = 1.0) -> Tensor:
    raise ValueError("no")


def huber_loss(input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0) -> Tensor:
    raise ValueError("no")
