"""The model stays in eval mode afterwards, and training would go on without dropout. Note model.training before,
and go back to it with model.train(noted).
"""


def predict(model: nn.Module, x: Tensor) -> Tensor:
    model.eval()
    with torch.no_grad():
        out = model(x)
    return out
