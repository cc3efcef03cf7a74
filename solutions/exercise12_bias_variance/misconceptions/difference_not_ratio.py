"""You compare the difference of the two losses with gap. gap is a ratio: val_loss is compared with gap * train_loss."""


def diagnose(train_loss: float, val_loss: float, target: float, gap: float = 1.5) -> str:
    if train_loss > target:
        return "underfit"
    return "overfit" if val_loss - train_loss > gap else "ok"
