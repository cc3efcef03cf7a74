"""Shifts its argument in place, unless a gradient is asked for."""


def log_softmax(input: Tensor, dim: int = -1) -> Tensor:
    shifted = input
    if input.requires_grad:
        shifted = input.clone()
    shifted -= input.amax(dim=dim, keepdim=True)
    return shifted - shifted.exp().sum(dim=dim, keepdim=True).log()
