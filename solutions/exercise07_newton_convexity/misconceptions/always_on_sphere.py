"""You put every point on the sphere. Points inside the ball satisfy the constraint already and stay where they are; 0
could not even be scaled to it."""


def project_ball(x: Tensor, radius: float) -> Tensor:
    if radius <= 0:
        raise ValueError("radius must be positive")
    norm = x.pow(2).sum().sqrt()
    if norm == 0:
        return x.clone()
    return x * (radius / norm)
