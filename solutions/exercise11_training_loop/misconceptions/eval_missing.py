"""eval() is missing, or comes only after the model has run: dropout still drops units, so that predictions change
from call to call, and batch norm still learns.
"""


def predict(model: nn.Module, x: Tensor) -> Tensor:
    was_training = model.training
    with torch.no_grad():
        out = model(x)
    model.train(was_training)
    return out
