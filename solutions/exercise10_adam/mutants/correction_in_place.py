"""The average itself is changed."""


def bias_corrected(moment: torch.Tensor, beta: float, step: int) -> torch.Tensor:
    if step < 1:
        raise ValueError("the first step has the number 1")
    return moment.div_(1 - beta**step)
