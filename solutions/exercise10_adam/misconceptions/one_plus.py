"""You divide by 1 + beta^step. After t updates with the same value the average has reached the share 1 − beta^t of
it, so this is what to divide by.
"""


def bias_corrected(moment: torch.Tensor, beta: float, step: int) -> torch.Tensor:
    if step < 1:
        raise ValueError("the first step has the number 1")
    return moment / (1 + beta**step)
