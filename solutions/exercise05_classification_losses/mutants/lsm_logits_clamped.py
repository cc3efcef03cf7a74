"""Clamps logits to -500 and 500."""


def log_softmax(input: Tensor, dim: int = -1) -> Tensor:
    input = input.clamp(-500, 500)
    shifted = input - input.amax(dim=dim, keepdim=True)
    return shifted - shifted.exp().sum(dim=dim, keepdim=True).log()
