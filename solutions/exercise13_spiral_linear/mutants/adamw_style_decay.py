"""The decay is taken off after the step instead of through the gradient."""


def train_classifier(
    model: nn.Module, X: Tensor, y: Tensor, lr: float = 1e-3, epochs: int = 1000, weight_decay: float = 1e-5
) -> list[tuple[float, float]]:
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        logits = model(X)
        loss = criterion(logits, y)
        history.append((loss.item(), accuracy(logits, y)))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.mul_(1 - lr * weight_decay)
    return history
