"""The same tensor is given back for the same x and degree."""

_seen = {}


def poly_features(x: Tensor, degree: int) -> Tensor:
    if degree < 0 or x.dim() != 1:
        raise ValueError("x must have one dimension, and degree must not be negative")
    key = (tuple(x.tolist()), degree, x.dtype)
    return _seen.setdefault(key, x[:, None] ** torch.arange(degree + 1))
