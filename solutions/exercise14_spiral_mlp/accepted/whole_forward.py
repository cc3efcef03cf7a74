"""The model always sees the whole set, the batch is cut from its logits; a last look per epoch is only for show."""


def train(model, X, y, *, epochs=300, lr=1e-2, weight_decay=1e-5, batch_size=None, generator=None):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr, weight_decay=weight_decay, foreach=False)
    model.train()
    history = []
    for _ in range(epochs):
        keys = torch.rand(len(X), generator=generator) if batch_size else torch.arange(len(X))
        order = keys.argsort()
        losses = []
        for start in range(0, len(X), batch_size or len(X)):
            rows = order[start : start + (batch_size or len(X))]
            log_probabilities = model(X).log_softmax(dim=1)[rows]
            each = -log_probabilities[torch.arange(len(rows)), y[rows]]
            losses += each.tolist()
            optimizer.zero_grad()
            each.mean().backward()
            optimizer.step()
        model(X)
        history.append(sum(losses) / len(losses))
    return history
