"""With beta 0 the very same tensor comes back."""


def bias_corrected(moment: torch.Tensor, beta: float, step: int) -> torch.Tensor:
    if step < 1:
        raise ValueError("the first step has the number 1")
    if beta == 0:
        return moment
    return moment / (1 - beta**step)
