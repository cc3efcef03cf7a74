"""Stops when the loss no longer falls."""


def train(
    model: nn.Module, x: Tensor, y: Tensor, lr: float = 0.01, epochs: int = 3000, momentum: float = 0.0
) -> list[float]:
    criterion = nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=momentum)
    model.train()
    losses = []
    for _ in range(epochs):
        losses.append(train_step(model, criterion, optimizer, x, y))
        if len(losses) > 1 and losses[-1] >= losses[-2]:
            break
    return losses
