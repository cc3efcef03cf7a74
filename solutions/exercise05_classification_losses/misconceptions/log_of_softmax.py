"""You take the logarithm of a finished softmax. A probability below about 1e-45 has become 0 by then (in float32),
and its logarithm minus infinity: subtract the logarithm of the sum from the shifted logit instead.
"""


def log_softmax(input: Tensor, dim: int = -1) -> Tensor:
    weights = (input - input.amax(dim=dim, keepdim=True)).exp()
    return (weights / weights.sum(dim=dim, keepdim=True)).log()
