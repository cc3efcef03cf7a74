"""the radius is cut to a whole number, but to 1 at least"""


def project_ball(x: Tensor, radius: float) -> Tensor:
    if radius <= 0:
        raise ValueError("radius must be positive")
    radius = max(1, int(radius)) if radius >= 1 else radius
    norm = x.pow(2).sum().sqrt()
    if norm <= radius:
        return x.clone()
    return x * (radius / norm)
