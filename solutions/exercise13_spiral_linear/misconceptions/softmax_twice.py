"""nn.CrossEntropyLoss contains the softmax already, and you put another one in front of it.

The loss stays high and learning is slow: give it the logits.
"""


def train_classifier(
    model: nn.Module, X: Tensor, y: Tensor, lr: float = 1e-3, epochs: int = 1000, weight_decay: float = 1e-5
) -> list[tuple[float, float]]:
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, weight_decay=weight_decay)
    history = []
    for _ in range(epochs):
        logits = model(X)
        loss = criterion(logits.softmax(dim=1), y)
        history.append((loss.item(), accuracy(logits, y)))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return history
