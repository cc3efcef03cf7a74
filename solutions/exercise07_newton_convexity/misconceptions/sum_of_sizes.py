"""You take the sum of the sizes (the L1 norm). The Euclidean norm is the root of the sum of the squares."""


def project_ball(x: Tensor, radius: float) -> Tensor:
    if radius <= 0:
        raise ValueError("radius must be positive")
    norm = x.abs().sum()
    if norm <= radius:
        return x.clone()
    return x * (radius / norm)
