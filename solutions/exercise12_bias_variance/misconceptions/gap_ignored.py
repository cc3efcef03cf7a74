"""You call every validation loss that is larger than the training loss overfitting. It nearly always is a little
larger; only more than gap times as large is too much.
"""


def diagnose(train_loss: float, val_loss: float, target: float, gap: float = 1.5) -> str:
    if train_loss > target:
        return "underfit"
    return "overfit" if val_loss > train_loss else "ok"
