"""You return only the classes. Asked for are the scores, too: (score, predicted)."""


def predict(logits: Tensor) -> tuple[Tensor, Tensor]:
    return logits.max(dim=1)[1]
