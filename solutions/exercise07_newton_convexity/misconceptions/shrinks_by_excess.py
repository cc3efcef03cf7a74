"""You scale by norm / radius, which makes a long vector longer. The factor is radius / norm."""


def project_ball(x: Tensor, radius: float) -> Tensor:
    if radius <= 0:
        raise ValueError("radius must be positive")
    norm = x.pow(2).sum().sqrt()
    if norm <= radius:
        return x.clone()
    return x * (norm / radius)
