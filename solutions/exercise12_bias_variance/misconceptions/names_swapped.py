"""The two names are exchanged. A model that does not fit its training data UNDERfits (high bias); one that does
much worse on validation data OVERfits (high variance).
"""


def diagnose(train_loss: float, val_loss: float, target: float, gap: float = 1.5) -> str:
    if train_loss > target:
        return "overfit"
    return "underfit" if val_loss > gap * train_loss else "ok"
