"""You train with the sum of the squared errors. nn.MSELoss() averages over all elements, so that lr does not
depend on the number of samples.
"""


def train(
    model: nn.Module, x: Tensor, y: Tensor, lr: float = 0.01, epochs: int = 3000, momentum: float = 0.0
) -> list[float]:
    criterion = nn.MSELoss(reduction="sum")
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=momentum)
    model.train()
    return [train_step(model, criterion, optimizer, x, y) for _ in range(epochs)]
