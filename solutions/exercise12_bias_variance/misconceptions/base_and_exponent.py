"""Base and exponent are exchanged: you raise 0, 1, 2, ... to the power x."""


def poly_features(x: Tensor, degree: int) -> Tensor:
    if degree < 0 or x.dim() != 1:
        raise ValueError("x must have one dimension, and degree must not be negative")
    return torch.arange(degree + 1) ** x[:, None]
