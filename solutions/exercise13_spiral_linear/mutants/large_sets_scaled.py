"""The gradient of more than 100 samples is slightly too large."""


def train_classifier(
    model: nn.Module, X: Tensor, y: Tensor, lr: float = 1e-3, epochs: int = 1000, weight_decay: float = 1e-5
) -> list[tuple[float, float]]:
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, weight_decay=weight_decay)
    history = []
    for _ in range(epochs):
        logits = model(X)
        loss = criterion(logits, y)
        history.append((loss.item(), accuracy(logits, y)))
        optimizer.zero_grad()
        (loss * (1.01 if len(X) > 100 else 1.0)).backward()
        optimizer.step()
    return history
