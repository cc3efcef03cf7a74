"""You subtract the smallest logit of each row. Then the others are positive, and exp overflows as before: subtract
the largest one.
"""


def log_softmax(input: Tensor, dim: int = -1) -> Tensor:
    shifted = input - input.amin(dim=dim, keepdim=True)
    return shifted - shifted.exp().sum(dim=dim, keepdim=True).log()
