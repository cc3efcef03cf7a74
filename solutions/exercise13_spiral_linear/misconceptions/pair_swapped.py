"""You return (class, score). The order is (score, class), as in torch.max."""


def predict(logits: Tensor) -> tuple[Tensor, Tensor]:
    score, predicted = logits.max(dim=1)
    return predicted, score
