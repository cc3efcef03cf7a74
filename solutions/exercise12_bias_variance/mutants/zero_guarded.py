"""The training loss is at least 1e-8 in the ratio."""


def diagnose(train_loss: float, val_loss: float, target: float, gap: float = 1.5) -> str:
    if train_loss > target:
        return "underfit"
    return "overfit" if val_loss / max(train_loss, 1e-8) > gap else "ok"
