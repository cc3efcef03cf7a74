"""You leave the model in eval mode. It is to stay in training mode; predict switches for itself."""


def train(
    model: nn.Module, x: Tensor, y: Tensor, lr: float = 0.01, epochs: int = 3000, momentum: float = 0.0
) -> list[float]:
    criterion = nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=momentum)
    model.train()
    losses = [train_step(model, criterion, optimizer, x, y) for _ in range(epochs)]
    model.eval()
    return losses
