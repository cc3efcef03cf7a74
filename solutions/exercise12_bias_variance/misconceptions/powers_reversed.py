"""Your columns stand in falling order. The column of ones comes first, the highest power last."""


def poly_features(x: Tensor, degree: int) -> Tensor:
    if degree < 0 or x.dim() != 1:
        raise ValueError("x must have one dimension, and degree must not be negative")
    return x[:, None] ** torch.arange(degree, -1, -1)
