"""Takes float32 for all integers."""


def l2_norm(x: Tensor) -> Tensor:
    x = x if x.is_floating_point() else x.float()
    return (x * x).sum().sqrt()
