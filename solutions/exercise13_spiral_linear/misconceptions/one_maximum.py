"""Without a dimension max looks for the largest of all logits. Give it dim=1, so that it finds one for each row."""


def predict(logits: Tensor) -> tuple[Tensor, Tensor]:
    score, predicted = logits.max(), logits.argmax()
    return score, predicted
