"""You compare the scores with y. Compare the predicted classes, the second of the two that predict returns."""


def accuracy(logits: Tensor, y: Tensor) -> float:
    if logits.dim() != 2 or y.shape != logits.shape[:1] or len(y) == 0:
        raise ValueError("logits must be (N, C) and y (N,), with N > 0")
    hits = (predict(logits)[0] == y).sum().item()
    return hits / len(y)
