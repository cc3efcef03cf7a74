"""You divide by 1 − beta in every step. The right divisor is 1 − beta to the power of the step number: it starts at
1 − beta and tends to 1, so that the correction fades out.
"""


def bias_corrected(moment: torch.Tensor, beta: float, step: int) -> torch.Tensor:
    if step < 1:
        raise ValueError("the first step has the number 1")
    return moment / (1 - beta)
