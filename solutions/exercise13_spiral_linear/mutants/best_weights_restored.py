"""The weights with the smallest loss come back in the end, one step old."""


def train_classifier(
    model: nn.Module, X: Tensor, y: Tensor, lr: float = 1e-3, epochs: int = 1000, weight_decay: float = 1e-5
) -> list[tuple[float, float]]:
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, weight_decay=weight_decay)
    history = []
    best = []
    for _ in range(epochs):
        logits = model(X)
        loss = criterion(logits, y)
        history.append((loss.item(), accuracy(logits, y)))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        best = [p.detach().clone() for p in model.parameters()] if len(history) < 3 else best
    with torch.no_grad():
        for parameter, value in zip(model.parameters(), best, strict=False):
            parameter.copy_(value)
    return history
