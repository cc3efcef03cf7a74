"""The verdict is capitalised."""


def diagnose(train_loss: float, val_loss: float, target: float, gap: float = 1.5) -> str:
    if train_loss > target:
        return "underfit"
    return "overfit" if val_loss > gap * train_loss else "OK"
