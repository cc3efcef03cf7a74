"""You divide by the sum of all entries of the tensor. Each row (along `dim`) is a distribution of its own and has
its own sum.
"""


def log_softmax(input: Tensor, dim: int = -1) -> Tensor:
    shifted = input - input.amax(dim=dim, keepdim=True)
    return shifted - shifted.exp().sum().log()
