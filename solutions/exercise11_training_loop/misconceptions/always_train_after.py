"""Afterwards you switch to train mode in any case, even if the model came in eval mode. Note model.training
before, and go back to it with model.train(noted).
"""


def predict(model: nn.Module, x: Tensor) -> Tensor:
    model.eval()
    with torch.no_grad():
        out = model(x)
    model.train()
    return out
