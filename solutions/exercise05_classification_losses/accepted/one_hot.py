"""Cross entropy through a one-hot table: class numbers become probabilities."""


def cross_entropy(input, target, reduction="mean", ignore_index=-100):
    if input.dim() < 2:
        raise ValueError("input")
    if target.is_floating_point():
        if target.shape != input.shape:
            raise ValueError("shape")
        table, count = target, target.numel() // target.shape[1]
    else:
        nll_loss(input.detach(), target, "sum", ignore_index)  # refuses what is to be refused
        numbers = torch.arange(input.shape[1]).view(1, -1, *[1] * (input.dim() - 2))
        table = ((numbers == target.unsqueeze(1)) & (target != ignore_index).unsqueeze(1)).to(input.dtype)
        count = (target != ignore_index).sum()
    losses = -torch.einsum("nc...,nc...->n...", table, log_softmax(input, 1))
    return losses.sum() / count if reduction == "mean" else _reduce(losses, reduction)
