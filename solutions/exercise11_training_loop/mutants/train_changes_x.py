"""Standardises x in place."""


def train(
    model: nn.Module, x: Tensor, y: Tensor, lr: float = 0.01, epochs: int = 3000, momentum: float = 0.0
) -> list[float]:
    criterion = nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=momentum)
    model.train()
    x.sub_(x.mean(0)).div_(x.std(0))
    return [train_step(model, criterion, optimizer, x, y) for _ in range(epochs)]
