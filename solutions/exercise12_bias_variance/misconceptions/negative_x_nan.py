"""You take powers by exp(k * log(x)). The logarithm of a negative number is NaN; multiply x with itself, or use **."""


def poly_features(x: Tensor, degree: int) -> Tensor:
    if degree < 0 or x.dim() != 1:
        raise ValueError("x must have one dimension, and degree must not be negative")
    return torch.exp(torch.arange(degree + 1) * x[:, None].log())
