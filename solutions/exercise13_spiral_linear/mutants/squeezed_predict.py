"""One row gives numbers without dimensions."""


def predict(logits: Tensor) -> tuple[Tensor, Tensor]:
    score, predicted = logits.max(dim=1)
    return score.squeeze(), predicted.squeeze()
