"""bias is a plain tensor, and only weight is an nn.Parameter. So the optimizer moves the weight alone, and the
bias stays where it was at first. Wrap it in nn.Parameter, too.
"""


class Linear(nn.Module):
    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__()
        self.in_features, self.out_features = in_features, out_features
        k = in_features**-0.5
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-k, k))
        self.bias = torch.empty(out_features).uniform_(-k, k) if bias else None

    def forward(self, x: Tensor) -> Tensor:
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias
