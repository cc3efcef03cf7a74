"""`*=` and `mul_` write the predictions into x itself, so the caller's data are gone. `x * w` makes a new tensor."""


def forward(x: Tensor, w: float | Tensor) -> Tensor:
    x *= w
    return x
