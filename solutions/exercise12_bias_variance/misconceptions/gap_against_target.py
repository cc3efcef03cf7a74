"""You compare the validation loss with gap * target. The gap is the one between validation and training loss."""


def diagnose(train_loss: float, val_loss: float, target: float, gap: float = 1.5) -> str:
    if train_loss > target:
        return "underfit"
    return "overfit" if val_loss > gap * target else "ok"
