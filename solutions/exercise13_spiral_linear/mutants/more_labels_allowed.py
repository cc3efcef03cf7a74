"""y may be longer than the logits."""


def accuracy(logits: Tensor, y: Tensor) -> float:
    if logits.dim() != 2 or y.dim() != 1 or len(y) < len(logits) or len(y) == 0:
        raise ValueError("logits must be (N, C) and y (N,), with N > 0")
    hits = (predict(logits)[1] == y[: len(logits)]).sum().item()
    return hits / len(y)
