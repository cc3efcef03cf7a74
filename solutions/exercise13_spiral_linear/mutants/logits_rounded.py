"""Logits are rounded before they are compared."""


def predict(logits: Tensor) -> tuple[Tensor, Tensor]:
    score, predicted = logits.round(decimals=3).max(dim=1)
    return score, predicted
