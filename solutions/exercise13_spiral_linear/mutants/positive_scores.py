"""Scores below 0 become 0."""


def predict(logits: Tensor) -> tuple[Tensor, Tensor]:
    score, predicted = logits.max(dim=1)
    return score.clamp(min=0), predicted
