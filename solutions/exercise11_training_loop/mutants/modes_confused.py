"""eval() does not switch off autograd, and no_grad() does not switch off dropout: you need both, and you run the
model in train mode with autograd on. Rightly named eval_missing. Rightly named graph_kept.
"""


def predict(model: nn.Module, x: Tensor) -> Tensor:
    was_training = model.training
    out = model(x)
    model.train(was_training)
    return out
