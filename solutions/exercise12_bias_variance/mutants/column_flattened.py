"""A column is taken for a vector."""


def poly_features(x: Tensor, degree: int) -> Tensor:
    if degree < 0 or x.numel() != len(x):
        raise ValueError("x must have one dimension, and degree must not be negative")
    return x[:, None] ** torch.arange(degree + 1)
