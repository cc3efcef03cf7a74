"""You compare only the lengths.

A y of shape (N, 1) has the right length, but its comparison with (N,) gives N × N answers: y must have exactly the
shape (N,).
"""


def accuracy(logits: Tensor, y: Tensor) -> float:
    if logits.dim() != 2 or len(y) != len(logits) or len(y) == 0:
        raise ValueError("logits must be (N, C) and y (N,), with N > 0")
    hits = (predict(logits)[1] == y).sum().item()
    return hits / len(y)
