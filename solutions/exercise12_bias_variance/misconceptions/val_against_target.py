"""You judge underfitting by the validation loss. Only the training loss tells whether the model fits the data that
it was trained on.
"""


def diagnose(train_loss: float, val_loss: float, target: float, gap: float = 1.5) -> str:
    if val_loss > target:
        return "underfit"
    return "overfit" if val_loss > gap * train_loss else "ok"
