"""model.train() is missing: a model that comes in eval mode is trained with dropout switched off and with frozen
batch norm.
"""


def train(
    model: nn.Module, x: Tensor, y: Tensor, lr: float = 0.01, epochs: int = 3000, momentum: float = 0.0
) -> list[float]:
    criterion = nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=momentum)
    return [train_step(model, criterion, optimizer, x, y) for _ in range(epochs)]
