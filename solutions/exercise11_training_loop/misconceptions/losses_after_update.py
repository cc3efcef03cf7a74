"""Your losses are those after the update of their epoch. losses[k] belongs to the parameters before it, and
losses[0] to those with which the model came.
"""


def train(
    model: nn.Module, x: Tensor, y: Tensor, lr: float = 0.01, epochs: int = 3000, momentum: float = 0.0
) -> list[float]:
    criterion = nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=momentum)
    model.train()
    return [(train_step(model, criterion, optimizer, x, y), criterion(model(x), y).item())[1] for _ in range(epochs)]
