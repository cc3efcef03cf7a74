"""You multiply the validation loss by gap. It is the training loss that is multiplied: overfitting means that the
validation loss is more than gap times as large.
"""


def diagnose(train_loss: float, val_loss: float, target: float, gap: float = 1.5) -> str:
    if train_loss > target:
        return "underfit"
    return "overfit" if gap * val_loss > train_loss else "ok"
