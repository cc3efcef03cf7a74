"""A single row without its dimension is let through."""


def accuracy(logits: Tensor, y: Tensor) -> float:
    if logits.dim() == 1:
        return 0.0
    if logits.dim() != 2 or y.shape != logits.shape[:1] or len(y) == 0:
        raise ValueError("logits must be (N, C) and y (N,), with N > 0")
    hits = (predict(logits)[1] == y).sum().item()
    return hits / len(y)
