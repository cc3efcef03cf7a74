"""You check nothing.

(N,) against (N, 1) compares every prediction with every label, N × N answers, and no error tells you. Refuse shapes
that do not fit, and an empty set, with a ValueError.
"""


def accuracy(logits: Tensor, y: Tensor) -> float:
    hits = (predict(logits)[1] == y).sum().item()
    return hits / len(y)
