"""You take the mean of the squares (that is the root mean square); the norm is the root of their sum."""


def l2_norm(x: Tensor) -> Tensor:
    if not x.is_floating_point():
        x = x.to(torch.get_default_dtype())
    return (x * x).mean().sqrt()
