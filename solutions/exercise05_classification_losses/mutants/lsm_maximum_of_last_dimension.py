"""The maximum runs over the last dimension, the sum over dim."""


def log_softmax(input: Tensor, dim: int = -1) -> Tensor:
    shifted = input - input.amax(dim=-1, keepdim=True)
    return shifted - shifted.exp().sum(dim=dim, keepdim=True).log()
