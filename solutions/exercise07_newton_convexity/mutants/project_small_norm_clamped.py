"""the norm is at least 1e-6"""


def project_ball(x: Tensor, radius: float) -> Tensor:
    if radius <= 0:
        raise ValueError("radius must be positive")
    norm = x.pow(2).sum().sqrt()
    if norm <= radius:
        return x.clone()
    return x * (radius / norm.clamp(min=1e-6))
