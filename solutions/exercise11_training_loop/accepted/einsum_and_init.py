"""Parameters by register_parameter, torch.nn.init, einsum; clears at the very top, with zeros; a loop instead of a
comprehension.
"""

import math


class Linear(nn.Module):
    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        nn.Module.__init__(self)
        self.in_features = in_features
        self.out_features = out_features
        self.register_parameter("weight", nn.Parameter(torch.zeros(out_features, in_features)))
        self.register_parameter("bias", nn.Parameter(torch.zeros(out_features)) if bias else None)
        nn.init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if bias:
            nn.init.uniform_(self.bias, -1 / math.sqrt(in_features), 1 / math.sqrt(in_features))

    def forward(self, x: Tensor) -> Tensor:
        y = torch.einsum("...i,oi->...o", x, self.weight)
        if self.bias is not None:
            y = y + self.bias
        return y


def train_step(model: nn.Module, criterion: nn.Module, optimizer: torch.optim.Optimizer, x: Tensor, y: Tensor) -> float:
    optimizer.zero_grad(set_to_none=False)
    out = model(x)
    if y.dtype.is_floating_point and out.size() != y.size():
        raise ValueError("shape")
    loss = criterion(out, y)
    before = float(loss)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return before


def train(
    model: nn.Module, x: Tensor, y: Tensor, lr: float = 0.01, epochs: int = 3000, momentum: float = 0.0
) -> list[float]:
    optimizer = torch.optim.SGD(list(model.parameters()), lr, momentum)
    losses = []
    while len(losses) < epochs:
        losses.append(train_step(model.train(), nn.MSELoss(), optimizer, x, y))
    return losses
