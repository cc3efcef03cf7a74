"""Square results are transposed."""


def poly_features(x: Tensor, degree: int) -> Tensor:
    if degree < 0 or x.dim() != 1:
        raise ValueError("x must have one dimension, and degree must not be negative")
    return x[:, None] ** torch.arange(degree + 1) if len(x) != degree + 1 else x ** torch.arange(degree + 1)[:, None]
