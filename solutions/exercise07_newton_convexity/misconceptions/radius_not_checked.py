"""The radius is not checked. A ball of radius 0 or less is refused with a ValueError."""


def project_ball(x: Tensor, radius: float) -> Tensor:
    norm = x.pow(2).sum().sqrt()
    if norm <= radius:
        return x.clone()
    return x * (radius / norm)
