"""You subtract the excess of the norm from every coordinate. The point has to keep its direction: scale it by radius /
norm."""


def project_ball(x: Tensor, radius: float) -> Tensor:
    if radius <= 0:
        raise ValueError("radius must be positive")
    norm = x.pow(2).sum().sqrt()
    if norm <= radius:
        return x.clone()
    return x - (norm - radius)
