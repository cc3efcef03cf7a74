"""The network grows with append, a DataLoader cuts the batches, the summed losses are added up."""

from torch.utils.data import DataLoader, TensorDataset


def build_mlp(in_features, hidden, out_features, activation=nn.ReLU):
    if in_features < 1 or out_features < 1 or any(width < 1 for width in hidden):
        raise ValueError
    net, last = nn.Sequential(), in_features
    for width in hidden:
        net.append(nn.Linear(last, width)).append(activation())
        last = width
    return net.append(nn.Linear(last, out_features))


def train(model, X, y, *, epochs=300, lr=1e-2, weight_decay=1e-5, batch_size=None, generator=None):
    criterion = nn.CrossEntropyLoss(reduction="sum")
    optimizer = torch.optim.Adam(model.parameters(), lr, weight_decay=weight_decay)
    whole = batch_size is None
    loader = DataLoader(TensorDataset(X, y), batch_size or len(X), shuffle=not whole, generator=generator)
    model.train()
    history = []
    for _ in range(epochs):
        total = 0.0
        for inputs, targets in loader:
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            total += loss.item()
            (loss / len(inputs)).backward()
            optimizer.step()
        history.append(total / len(X))
    return history
