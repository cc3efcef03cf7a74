"""The first values are never negative: torch.rand draws from [0, 1). Stretch and shift them to the interval from
-k to k, or use uniform_(-k, k).
"""


class Linear(nn.Module):
    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__()
        self.in_features, self.out_features = in_features, out_features
        k = in_features**-0.5
        self.weight = nn.Parameter(k * torch.rand(out_features, in_features))
        self.bias = nn.Parameter(k * torch.rand(out_features)) if bias else None

    def forward(self, x: Tensor) -> Tensor:
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias
