"""the radius is checked only for points outside"""


def project_ball(x: Tensor, radius: float) -> Tensor:
    norm = x.pow(2).sum().sqrt()
    if norm == 0 or norm <= radius:
        return x.clone()
    if radius <= 0:
        raise ValueError
    return x * (radius / norm)
