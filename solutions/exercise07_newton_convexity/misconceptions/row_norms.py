"""You take a norm for each row. Here the norm is over all elements together, however x is shaped."""


def project_ball(x: Tensor, radius: float) -> Tensor:
    if radius <= 0:
        raise ValueError("radius must be positive")
    norm = x.pow(2).sum(-1, keepdim=True).sqrt()
    return x * (radius / norm.clamp(min=radius))
