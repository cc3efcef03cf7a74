"""The first values are normally distributed (randn). They are to be uniform between -1 / sqrt(in_features) and 1 /
sqrt(in_features).
"""


class Linear(nn.Module):
    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__()
        self.in_features, self.out_features = in_features, out_features
        k = in_features**-0.5
        self.weight = nn.Parameter(k * torch.randn(out_features, in_features))
        self.bias = nn.Parameter(k * torch.randn(out_features)) if bias else None

    def forward(self, x: Tensor) -> Tensor:
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias
