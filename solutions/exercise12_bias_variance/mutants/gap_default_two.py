"""gap is 2 by default."""


def diagnose(train_loss: float, val_loss: float, target: float, gap: float = 2.0) -> str:
    if train_loss > target:
        return "underfit"
    return "overfit" if val_loss > gap * train_loss else "ok"
