"""Your beta becomes a float32 number, as in torch.tensor(0.999). After 1 − 0.999 only about four right digits are
left, whatever the dtype of the average is. Compute 1 − beta ** step with plain Python numbers.
"""


def bias_corrected(moment: torch.Tensor, beta: float, step: int) -> torch.Tensor:
    if step < 1:
        raise ValueError("the first step has the number 1")
    return moment / (1 - torch.tensor(beta) ** step)
