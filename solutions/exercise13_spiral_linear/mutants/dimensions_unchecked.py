"""Logits with another number of dimensions pass."""


def accuracy(logits: Tensor, y: Tensor) -> float:
    if y.shape != logits.shape[:1] or len(y) == 0:
        raise ValueError("logits must be (N, C) and y (N,), with N > 0")
    hits = (predict(logits)[1] == y).sum().item()
    return hits / len(y)
