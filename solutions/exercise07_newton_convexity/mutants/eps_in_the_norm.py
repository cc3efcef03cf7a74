"""1e-8 is added to the norm so that nothing is divided by 0"""


def project_ball(x: Tensor, radius: float) -> Tensor:
    if radius <= 0:
        raise ValueError("radius must be positive")
    norm = x.pow(2).sum().sqrt()
    if norm <= radius:
        return x.clone()
    return x * (radius / (norm + 1e-8))
