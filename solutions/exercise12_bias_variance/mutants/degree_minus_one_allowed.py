"""degree = -1 is not refused."""


def poly_features(x: Tensor, degree: int) -> Tensor:
    if degree < -1 or x.dim() != 1:
        raise ValueError("x must have one dimension, and degree must not be negative")
    return x[:, None] ** torch.arange(degree + 1)
