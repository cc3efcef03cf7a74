"""eval() does not switch off autograd, and no_grad() does not switch off dropout: you need both, and you run the
model in train mode with autograd on.
"""


def predict(model: nn.Module, x: Tensor) -> Tensor:
    was_training = model.training
    out = model(x)
    model.train(was_training)
    return out
