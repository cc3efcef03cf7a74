"""points inside are scaled by radius / (radius + 1e-6)"""


def project_ball(x: Tensor, radius: float) -> Tensor:
    if radius <= 0:
        raise ValueError("radius must be positive")
    norm = x.pow(2).sum().sqrt()
    if norm <= radius:
        return x * (radius / (radius + 1e-6))
    return x * (radius / norm)
