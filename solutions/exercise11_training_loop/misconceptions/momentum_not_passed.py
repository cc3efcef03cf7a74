"""momentum has no effect: either it is not handed to SGD, or a new optimizer is made in every epoch and forgets
it.
"""


def train(
    model: nn.Module, x: Tensor, y: Tensor, lr: float = 0.01, epochs: int = 3000, momentum: float = 0.0
) -> list[float]:
    criterion = nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    model.train()
    return [train_step(model, criterion, optimizer, x, y) for _ in range(epochs)]
