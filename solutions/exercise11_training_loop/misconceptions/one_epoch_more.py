"""You train one epoch too many: range(epochs) has just as many rounds as epochs, range(epochs + 1) one more."""


def train(
    model: nn.Module, x: Tensor, y: Tensor, lr: float = 0.01, epochs: int = 3000, momentum: float = 0.0
) -> list[float]:
    criterion = nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=momentum)
    model.train()
    return [train_step(model, criterion, optimizer, x, y) for _ in range(epochs + 1)]
