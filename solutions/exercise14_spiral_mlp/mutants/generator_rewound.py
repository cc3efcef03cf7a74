"""Every epoch starts the generator anew. Rightly named shuffled_once."""


def train(model, X, y, *, epochs=300, lr=1e-2, weight_decay=1e-5, batch_size=None, generator=None):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr, weight_decay=weight_decay)
    model.train()
    history = []
    for _ in range(epochs):
        if batch_size is None:
            batches = (torch.arange(len(X)),)
        else:
            batches = torch.randperm(len(X), generator=generator and generator.clone_state()).split(batch_size)
        total = 0.0
        for rows in batches:
            loss = criterion(model(X[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(rows)  # a small last batch counts less
        history.append(total / len(X))
    return history
