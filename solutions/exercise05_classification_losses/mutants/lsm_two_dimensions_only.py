"""Adds a batch dimension to a 1-dim input and keeps it."""


def log_softmax(input: Tensor, dim: int = -1) -> Tensor:
    if input.dim() == 1:
        input = input[None]
    shifted = input - input.amax(dim=dim, keepdim=True)
    return shifted - shifted.exp().sum(dim=dim, keepdim=True).log()
