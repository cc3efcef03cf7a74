"""You call a training loss below the target underfitting. A low loss is good: the model underfits where its loss
stays above the target.
"""


def diagnose(train_loss: float, val_loss: float, target: float, gap: float = 1.5) -> str:
    if train_loss < target:
        return "underfit"
    return "overfit" if val_loss > gap * train_loss else "ok"
