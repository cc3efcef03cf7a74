"""A point inside the ball you return as the very tensor that you were given, or as a view of it. Whoever changes the
result then changes the caller's x: return a copy."""


def project_ball(x: Tensor, radius: float) -> Tensor:
    if radius <= 0:
        raise ValueError("radius must be positive")
    norm = x.pow(2).sum().sqrt()
    if norm <= radius:
        return x
    return x * (radius / norm)
