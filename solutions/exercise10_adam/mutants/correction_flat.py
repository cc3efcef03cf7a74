"""A 0-dim average gets a dimension."""


def bias_corrected(moment: torch.Tensor, beta: float, step: int) -> torch.Tensor:
    if step < 1:
        raise ValueError("the first step has the number 1")
    return torch.atleast_1d(moment) / (1 - beta**step)
