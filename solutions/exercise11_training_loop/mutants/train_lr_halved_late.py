"""Halves the learning rate after 10 epochs."""


def train(
    model: nn.Module, x: Tensor, y: Tensor, lr: float = 0.01, epochs: int = 3000, momentum: float = 0.0
) -> list[float]:
    criterion = nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=momentum)
    model.train()
    losses = []
    for epoch in range(epochs):
        if epoch == 10:
            optimizer.param_groups[0]["lr"] /= 2
        losses.append(train_step(model, criterion, optimizer, x, y))
    return losses
