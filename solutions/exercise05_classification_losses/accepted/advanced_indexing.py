"""nll_loss flattens images to rows, and pairs row numbers with class numbers instead of gather."""


def nll_loss(input, target, reduction="mean", ignore_index=-100):
    if target.dtype != torch.long or input.ndim < 2 or list(target.shape) != [input.shape[0], *input.shape[2:]]:
        raise ValueError("target")
    if reduction not in {"mean", "sum", "none"}:
        raise ValueError("reduction")
    rows, flat = input.movedim(1, -1).reshape(-1, input.shape[1]), target.reshape(-1)
    kept = (flat != ignore_index).nonzero().squeeze(1)
    if any(number < 0 or number >= input.shape[1] for number in flat[kept].tolist()):
        raise ValueError("class")
    losses = torch.zeros(len(flat), dtype=input.dtype)
    losses[kept] = -rows[kept, flat[kept]]
    if reduction == "mean":
        return losses.sum() / len(kept) if len(kept) else losses.sum() * float("nan")
    return losses.sum() if reduction == "sum" else losses.reshape(target.shape)
