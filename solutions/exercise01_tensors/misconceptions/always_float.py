"""`.float()` turns float64 into float32 and loses half of its digits. Convert only what is not floating yet, to
torch.get_default_dtype().
"""


def l2_norm(x: Tensor) -> Tensor:
    x = x.float()
    return (x * x).sum().sqrt()
