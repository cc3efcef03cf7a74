"""You clamp every coordinate by itself. That projects onto a box; the nearest point of a ball lies on the line from x
to 0."""


def project_ball(x: Tensor, radius: float) -> Tensor:
    if radius <= 0:
        raise ValueError("radius must be positive")
    return x.clamp(-radius, radius)
