import torch


def double(x):
    if x.dtype == torch.bool:
        raise ValueError("x must hold numbers")
    y = x.double().requires_grad_()
    (gradient,) = torch.autograd.grad((y**2).sum(), y)
    return gradient.to(x.dtype)


class Doubler:
    def __init__(self):
        self.calls = 0

    def __call__(self, x):
        self.calls += 1
        return double(x)
