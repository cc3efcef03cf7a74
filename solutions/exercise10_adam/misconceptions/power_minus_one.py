"""Your exponent is one too small. At the first step the divisor must be 1 − beta, and with step − 1 in the exponent
it is 1 − 1 = 0.
"""


def bias_corrected(moment: torch.Tensor, beta: float, step: int) -> torch.Tensor:
    if step < 1:
        raise ValueError("the first step has the number 1")
    return moment / (1 - beta ** (step - 1))
