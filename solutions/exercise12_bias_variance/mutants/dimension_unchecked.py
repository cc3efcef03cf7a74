"""A 2-dim x is not refused."""


def poly_features(x: Tensor, degree: int) -> Tensor:
    if degree < 0:
        raise ValueError("x must have one dimension, and degree must not be negative")
    return x[:, None] ** torch.arange(degree + 1)
