"""You detach the result afterwards. Until then the whole graph has been built, in the time and memory that you
wanted to save: run the model under torch.no_grad().
"""


def predict(model: nn.Module, x: Tensor) -> Tensor:
    was_training = model.training
    model.eval()
    out = model(x).detach()
    model.train(was_training)
    return out
