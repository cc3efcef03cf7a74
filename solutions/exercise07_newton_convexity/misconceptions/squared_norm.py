"""The square root of the norm is missing: you compare with, and divide by, the sum of the squares."""


def project_ball(x: Tensor, radius: float) -> Tensor:
    if radius <= 0:
        raise ValueError("radius must be positive")
    norm = x.pow(2).sum()
    if norm <= radius:
        return x.clone()
    return x * (radius / norm)
