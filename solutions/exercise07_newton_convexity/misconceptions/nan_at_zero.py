"""You scale every point to the norm radius, also those inside the ball, and for x = 0 that is 0 / 0. Points inside stay
where they are."""


def project_ball(x: Tensor, radius: float) -> Tensor:
    if radius <= 0:
        raise ValueError("radius must be positive")
    norm = x.pow(2).sum().sqrt()
    return x * (radius / norm)
