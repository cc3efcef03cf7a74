"""You look for the largest entry of each column. Each row is a sample: the largest entry along dim=1 counts."""


def accuracy(logits: Tensor, y: Tensor) -> float:
    if logits.dim() != 2 or y.shape != logits.shape[:1] or len(y) == 0:
        raise ValueError("logits must be (N, C) and y (N,), with N > 0")
    hits = (logits.argmax(dim=0) == y).sum().item()
    return hits / len(y)
