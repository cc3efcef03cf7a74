"""Your results are columns (N, 1). They have to be (N,): leave keepdim out."""


def predict(logits: Tensor) -> tuple[Tensor, Tensor]:
    score, predicted = logits.max(dim=1, keepdim=True)
    return score, predicted
