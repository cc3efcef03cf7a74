"""Adds 1e-8 inside the logarithm."""


def log_softmax(input: Tensor, dim: int = -1) -> Tensor:
    shifted = input - input.amax(dim=dim, keepdim=True)
    return shifted - shifted.exp().sum(dim=dim, keepdim=True).add(1e-8).log()
