"""Has another default learning rate."""


def train(
    model: nn.Module, x: Tensor, y: Tensor, lr: float = 0.02, epochs: int = 3000, momentum: float = 0.0
) -> list[float]:
    criterion = nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=momentum)
    model.train()
    return [train_step(model, criterion, optimizer, x, y) for _ in range(epochs)]
