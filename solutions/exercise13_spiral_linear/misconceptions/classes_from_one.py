"""Your classes are counted from 1. The class is the number of the column, counted from 0."""


def predict(logits: Tensor) -> tuple[Tensor, Tensor]:
    score, predicted = logits.max(dim=1)
    return score, predicted + 1
