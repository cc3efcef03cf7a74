"""a radius of 1e3 or more is taken for no constraint, and below 1 % outside nothing happens"""


def project_ball(x: Tensor, radius: float) -> Tensor:
    if radius <= 0:
        raise ValueError("radius must be positive")
    norm = x.pow(2).sum().sqrt()
    if norm <= radius * 1.01:
        return x.clone()
    return x * (radius / norm)
