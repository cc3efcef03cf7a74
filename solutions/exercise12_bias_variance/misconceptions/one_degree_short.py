"""The highest power is missing: range(degree) ends at degree - 1, and a polynomial of degree d has d + 1 columns."""


def poly_features(x: Tensor, degree: int) -> Tensor:
    if degree < 0 or x.dim() != 1:
        raise ValueError("x must have one dimension, and degree must not be negative")
    return x[:, None] ** torch.arange(degree)
