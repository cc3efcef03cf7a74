"""Switches the parts back, not the model itself."""


def predict(model: nn.Module, x: Tensor) -> Tensor:
    was_training = model.training
    model.eval()
    with torch.no_grad():
        out = model(x)
    for part in model.children():
        part.train(was_training)
    return out
