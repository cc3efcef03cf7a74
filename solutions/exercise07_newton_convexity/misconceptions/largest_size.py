"""You take the largest size of an entry as the norm. The Euclidean norm is the root of the sum of the squares."""


def project_ball(x: Tensor, radius: float) -> Tensor:
    if radius <= 0:
        raise ValueError("radius must be positive")
    norm = x.abs().max()
    if norm <= radius:
        return x.clone()
    return x * (radius / norm)
