"""`.item()` makes a Python number; the result is to stay a 0-dim tensor."""


def l2_norm(x: Tensor) -> Tensor:
    if not x.is_floating_point():
        x = x.to(torch.get_default_dtype())
    return (x * x).sum().sqrt().item()
