"""Only detaches x."""


def predict(model: nn.Module, x: Tensor) -> Tensor:
    was_training = model.training
    model.eval()
    out = model(x.detach())
    model.train(was_training)
    return out
