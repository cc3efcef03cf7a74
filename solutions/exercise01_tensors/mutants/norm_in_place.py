"""Squares x in place."""


def l2_norm(x: Tensor) -> Tensor:
    if not x.is_floating_point():
        x = x.to(torch.get_default_dtype())
    return x.mul_(x).sum().sqrt()
