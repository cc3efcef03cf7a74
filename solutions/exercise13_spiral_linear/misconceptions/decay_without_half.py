"""You add weight_decay · w² to the loss: its gradient is twice as large as that of SGD's weight_decay, and the losses
you note contain it. Hand weight_decay to SGD.
"""


def train_classifier(
    model: nn.Module, X: Tensor, y: Tensor, lr: float = 1e-3, epochs: int = 1000, weight_decay: float = 1e-5
) -> list[tuple[float, float]]:
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    for _ in range(epochs):
        logits = model(X)
        loss = criterion(logits, y) + weight_decay * sum((p**2).sum() for p in model.parameters())
        history.append((loss.item(), accuracy(logits, y)))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return history
