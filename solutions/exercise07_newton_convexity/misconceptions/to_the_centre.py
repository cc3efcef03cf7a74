"""A point outside goes to 0 with you. The nearest point of the ball is the one on its surface in the direction of x."""


def project_ball(x: Tensor, radius: float) -> Tensor:
    if radius <= 0:
        raise ValueError("radius must be positive")
    norm = x.pow(2).sum().sqrt()
    if norm <= radius:
        return x.clone()
    return torch.zeros_like(x)
