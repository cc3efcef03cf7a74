"""Takes the absolute value of a negative dim."""


def log_softmax(input: Tensor, dim: int = -1) -> Tensor:
    dim = abs(dim)
    shifted = input - input.amax(dim=dim, keepdim=True)
    return shifted - shifted.exp().sum(dim=dim, keepdim=True).log()
