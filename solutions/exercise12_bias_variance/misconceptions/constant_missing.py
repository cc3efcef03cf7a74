"""The column of ones, x to the power 0, is missing. Without it every polynomial is 0 at x = 0."""


def poly_features(x: Tensor, degree: int) -> Tensor:
    if degree < 0 or x.dim() != 1:
        raise ValueError("x must have one dimension, and degree must not be negative")
    return x[:, None] ** torch.arange(1, degree + 1)
