"""SGD with momentum by hand, a private parent, elementwise products, noise drawn first, data made point by point."""


def make_data(
    n: int = 256, *, w: float = 5.0, b: float = 7.0, noise: float = 0.25, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    e = torch.normal(0.0, 1.0, (n,), generator=generator).mul(noise)
    x = torch.empty(n, dtype=torch.float32).uniform_(generator=generator)
    y = torch.stack([w * a + b + d for a, d in zip(x, e, strict=True)])
    return x.unsqueeze(1), y.reshape(-1, 1).float()


class _Affine(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        y = (x.unsqueeze(-2) * self.weight).sum(dim=-1)
        if self.bias is not None:
            y = y + self.bias
        return y


class Linear(_Affine):
    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__()
        self.in_features = in_features
        self.out_features = out_features
        self.weight = nn.Parameter((2 * torch.rand(out_features, in_features) - 1) / in_features**0.5)
        if bias:
            self.bias = nn.Parameter((2 * torch.rand(out_features) - 1) / in_features**0.5)
        else:
            self.bias = None


def train(
    model: nn.Module, x: Tensor, y: Tensor, lr: float = 0.01, epochs: int = 3000, momentum: float = 0.0
) -> list[float]:
    model.train(True)
    memory, losses = {}, []
    for _ in range(epochs):
        out = model(x)
        if out.shape != y.shape:
            raise ValueError
        loss = (out - y).pow(2).mean()
        parameters = list(model.parameters())
        gradients = torch.autograd.grad(loss, parameters)
        losses.append(loss.item())
        with torch.no_grad():
            for index, (p, g) in enumerate(zip(parameters, gradients, strict=True)):
                memory[index] = g if index not in memory else momentum * memory[index] + g
                p -= lr * memory[index]
    return losses
