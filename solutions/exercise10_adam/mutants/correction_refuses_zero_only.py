"""Only step 0 is refused, not −1."""


def bias_corrected(moment: torch.Tensor, beta: float, step: int) -> torch.Tensor:
    if step == 0:
        raise ValueError("the first step has the number 1")
    return moment / (1 - beta**step)
