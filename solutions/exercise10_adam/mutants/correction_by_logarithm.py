"""The power is computed by a logarithm, which has no value for beta 0."""

import math


def bias_corrected(moment: torch.Tensor, beta: float, step: int) -> torch.Tensor:
    if step < 1:
        raise ValueError("the first step has the number 1")
    return moment / (1 - math.exp(step * math.log(beta)))
