"""Overfitting needs a validation loss above the target."""


def diagnose(train_loss: float, val_loss: float, target: float, gap: float = 1.5) -> str:
    if train_loss > target:
        return "underfit"
    return "overfit" if val_loss > target and val_loss > gap * train_loss else "ok"
