"""You step once for each sample. Here each epoch is one step with all samples at once."""


def train(
    model: nn.Module, x: Tensor, y: Tensor, lr: float = 0.01, epochs: int = 3000, momentum: float = 0.0
) -> list[float]:
    criterion = nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=momentum)
    model.train()
    return [
        sum(train_step(model, criterion, optimizer, x[i : i + 1], y[i : i + 1]) for i in range(len(x))) / len(x)
        for _ in range(epochs)
    ]
