"""The classes are floats."""


def predict(logits: Tensor) -> tuple[Tensor, Tensor]:
    score, predicted = logits.max(dim=1)
    return score, predicted.to(logits.dtype)
