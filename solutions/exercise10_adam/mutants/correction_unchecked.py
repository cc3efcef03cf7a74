"""Step 0 is not refused."""


def bias_corrected(moment: torch.Tensor, beta: float, step: int) -> torch.Tensor:
    return moment / (1 - beta**step)
