"""You subtract the maximum of the whole tensor. In a row far below it every exp is 0, and log(0) is minus infinity:
take the maximum of each row, along `dim`.
"""


def log_softmax(input: Tensor, dim: int = -1) -> Tensor:
    shifted = input - input.max()
    return shifted - shifted.exp().sum(dim=dim, keepdim=True).log()
