"""You call model.forward(x). The hooks of a module run only if the module itself is called: model(x)."""


def predict(model: nn.Module, x: Tensor) -> Tensor:
    was_training = model.training
    model.eval()
    with torch.no_grad():
        out = model.forward(x)
    model.train(was_training)
    return out
