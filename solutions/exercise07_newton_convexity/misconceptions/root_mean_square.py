"""You take the root of the mean of the squares. The Euclidean norm has the sum."""


def project_ball(x: Tensor, radius: float) -> Tensor:
    if radius <= 0:
        raise ValueError("radius must be positive")
    norm = x.pow(2).mean().sqrt()
    if norm <= radius:
        return x.clone()
    return x * (radius / norm)
