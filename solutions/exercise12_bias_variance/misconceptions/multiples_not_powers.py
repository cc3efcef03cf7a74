"""You multiply x by 0, 1, 2, ... instead of raising it to these powers."""


def poly_features(x: Tensor, degree: int) -> Tensor:
    if degree < 0 or x.dim() != 1:
        raise ValueError("x must have one dimension, and degree must not be negative")
    return x[:, None] * torch.arange(degree + 1)
