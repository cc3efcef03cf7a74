"""A float32 average comes back as float64."""


def bias_corrected(moment: torch.Tensor, beta: float, step: int) -> torch.Tensor:
    if step < 1:
        raise ValueError("the first step has the number 1")
    return moment.double() / (1 - beta**step)
