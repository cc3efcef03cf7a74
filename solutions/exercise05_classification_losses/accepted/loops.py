"""Losses entry by entry in Python loops over tensors."""


def nll_loss(input, target, reduction="mean", ignore_index=-100):
    if input.dim() < 2 or target.dtype is not torch.int64 or target.shape != input[:, 0].shape:
        raise ValueError("target")
    if reduction not in ("none", "sum", "mean"):
        raise ValueError("reduction")
    losses, count = [], 0
    for row, number in zip(input.movedim(1, -1).reshape(-1, input.shape[1]), target.flatten().tolist(), strict=True):
        if number == ignore_index:
            losses.append(0 * row[0])
            continue
        if not 0 <= number < len(row):
            raise ValueError("class")
        losses.append(-row[number])
        count += 1
    if reduction == "none":
        return torch.stack(losses).reshape(target.shape)
    total = torch.stack(losses).sum()
    return total if reduction == "sum" else total / torch.tensor(float(count), dtype=total.dtype)


def binary_cross_entropy(input, target, reduction="mean"):
    if input.shape != target.shape:
        raise ValueError("shapes")
    losses = []
    for x, y in zip(input.reshape(-1), target.reshape(-1), strict=True):
        if x < 0 or x > 1 or y < 0 or y > 1:
            raise ValueError("range")
        loss = 0 * x
        if y > 0:
            loss = loss - y * torch.log(x).clamp(min=-100)
        if y < 1:
            loss = loss - (1 - y) * torch.log(1 - x).clamp(min=-100)
        losses.append(loss)
    return _reduce(torch.stack(losses).reshape(input.shape), reduction)
