"""Computes in float64 and stays there."""


def log_softmax(input: Tensor, dim: int = -1) -> Tensor:
    shifted = input.double() - input.double().amax(dim=dim, keepdim=True)
    return shifted - shifted.exp().sum(dim=dim, keepdim=True).log()
