"""You multiply by 1 − beta^step. A young average is too small, so it has to be enlarged: divide."""


def bias_corrected(moment: torch.Tensor, beta: float, step: int) -> torch.Tensor:
    if step < 1:
        raise ValueError("the first step has the number 1")
    return moment * (1 - beta**step)
