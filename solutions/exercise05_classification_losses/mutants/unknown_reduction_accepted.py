"""Sum and mean by hand, everything else is returned as it is."""


def nll_loss(input: Tensor, target: Tensor, reduction: str = "mean", ignore_index: int = -100) -> Tensor:
    if target.dtype != torch.int64 or input.dim() < 2 or target.shape != input.shape[:1] + input.shape[2:]:
        raise ValueError("input must be (N, C, *), target int64 of shape (N, *)")
    counted = target != ignore_index
    if (counted & ((target < 0) | (target >= input.shape[1]))).any():
        raise ValueError("a class number lies outside 0..C-1")
    picked = input.gather(1, torch.where(counted, target, 0).unsqueeze(1)).squeeze(1)
    losses = torch.where(counted, -picked, 0.0)
    if reduction == "mean":
        return losses.sum() / counted.sum()
    return losses.sum() if reduction == "sum" else losses
