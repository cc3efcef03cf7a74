"""The classes are int32."""


def predict(logits: Tensor) -> tuple[Tensor, Tensor]:
    score, predicted = logits.max(dim=1)
    return score, predicted.int()
