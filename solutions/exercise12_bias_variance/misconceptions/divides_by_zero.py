"""You divide by the training loss, which may be 0: that is an error in Python. Compare val_loss with gap *
train_loss.
"""


def diagnose(train_loss: float, val_loss: float, target: float, gap: float = 1.5) -> str:
    if train_loss > target:
        return "underfit"
    return "overfit" if val_loss / train_loss > gap else "ok"
