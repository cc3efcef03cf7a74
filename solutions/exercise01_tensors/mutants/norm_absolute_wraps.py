"""Takes the absolute value in int8, where |−128| is −128, and clamps."""


def l2_norm(x: Tensor) -> Tensor:
    x = x.abs().clamp(min=0)
    if not x.is_floating_point():
        x = x.to(torch.get_default_dtype())
    return (x * x).sum().sqrt()
