"""You look at the gap first. A model that does not even fit its training data underfits, whatever the validation
loss is.
"""


def diagnose(train_loss: float, val_loss: float, target: float, gap: float = 1.5) -> str:
    if val_loss > gap * train_loss:
        return "overfit"
    return "underfit" if train_loss > target else "ok"
