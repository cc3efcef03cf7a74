"""The column is the place in the flattened logits."""


def predict(logits: Tensor) -> tuple[Tensor, Tensor]:
    score, predicted = logits.max(dim=1)
    return score, predicted + torch.arange(len(logits)) * logits.shape[1]
