"""Computes in float32 whatever comes in."""


def log_softmax(input: Tensor, dim: int = -1) -> Tensor:
    shifted = input.float() - input.float().amax(dim=dim, keepdim=True)
    return shifted - shifted.exp().sum(dim=dim, keepdim=True).log() + 0.0 * input
