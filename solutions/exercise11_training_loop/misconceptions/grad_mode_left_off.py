"""You switch autograd off and do not switch it on again: whatever is computed afterwards has no gradients. Use
`with torch.no_grad():`, which goes back by itself.
"""


def predict(model: nn.Module, x: Tensor) -> Tensor:
    was_training = model.training
    model.eval()
    torch.set_grad_enabled(False)
    out = model(x)
    model.train(was_training)
    return out
