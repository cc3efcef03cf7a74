"""The default of dim is 0."""


def log_softmax(input: Tensor, dim: int = 0) -> Tensor:
    shifted = input - input.amax(dim=dim, keepdim=True)
    return shifted - shifted.exp().sum(dim=dim, keepdim=True).log()
