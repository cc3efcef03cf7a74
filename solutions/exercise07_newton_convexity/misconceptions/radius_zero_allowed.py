"""You refuse negative radii only. A radius of 0 has to be refused with a ValueError as well."""


def project_ball(x: Tensor, radius: float) -> Tensor:
    if radius < 0:
        raise ValueError("radius must be positive")
    norm = x.pow(2).sum().sqrt()
    if norm <= radius:
        return x.clone()
    return x * (radius / norm)
