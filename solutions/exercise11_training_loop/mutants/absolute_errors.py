"""You train with the absolute errors, nn.L1Loss. The mean of the squared ones was asked for: nn.MSELoss."""


def train(
    model: nn.Module, x: Tensor, y: Tensor, lr: float = 0.01, epochs: int = 3000, momentum: float = 0.0
) -> list[float]:
    criterion = nn.L1Loss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=momentum)
    model.train()
    return [train_step(model, criterion, optimizer, x, y) for _ in range(epochs)]
