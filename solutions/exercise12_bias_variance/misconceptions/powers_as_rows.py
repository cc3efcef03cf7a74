"""Your powers are rows. Each x has a row of its own, and each power a column: the shape is (N, degree + 1)."""


def poly_features(x: Tensor, degree: int) -> Tensor:
    if degree < 0 or x.dim() != 1:
        raise ValueError("x must have one dimension, and degree must not be negative")
    return x ** torch.arange(degree + 1)[:, None]
