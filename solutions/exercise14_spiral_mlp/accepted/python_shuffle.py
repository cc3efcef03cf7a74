"""The order is Python's shuffle, seeded with a number from the generator."""

import random


def train(model, X, y, *, epochs=300, lr=1e-2, weight_decay=1e-5, batch_size=None, generator=None):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(list(model.parameters()), lr=lr, weight_decay=weight_decay, fused=False)
    model.train(True)
    history, order = [], list(range(len(X)))
    dice = random.Random(int(torch.randint(2**62, (1,), generator=generator))) if batch_size else None
    for _ in range(epochs):
        if dice is not None:
            dice.shuffle(order)
        total, start = torch.zeros(()), 0
        while start < len(X):
            rows = torch.tensor(order[start : start + (batch_size or len(X))])
            start += len(rows)
            loss = criterion(model(X.index_select(0, rows)), y.index_select(0, rows))
            for parameter in model.parameters():
                parameter.grad = None
            loss.backward()
            optimizer.step()
            total += loss.detach() * len(rows)
        history.append(float(total / len(X)))
    return history
