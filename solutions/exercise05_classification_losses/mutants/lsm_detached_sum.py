"""The sum is detached, so its gradient is lost."""


def log_softmax(input: Tensor, dim: int = -1) -> Tensor:
    shifted = input - input.amax(dim=dim, keepdim=True)
    return shifted - shifted.detach().exp().sum(dim=dim, keepdim=True).log()
