"""You scale the caller's tensor in place. Compute a new one, and leave x as it is."""


def project_ball(x: Tensor, radius: float) -> Tensor:
    if radius <= 0:
        raise ValueError("radius must be positive")
    norm = x.pow(2).sum().sqrt()
    return x.mul_((radius / norm).clamp(max=1))
