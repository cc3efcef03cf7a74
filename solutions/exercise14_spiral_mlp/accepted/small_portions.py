"""Batches are worked off sample by sample, gradients adding up; the gradients are cleared after the step."""


def train(model, X, y, *, epochs=300, lr=1e-2, weight_decay=1e-5, batch_size=None, generator=None):
    optimizer = torch.optim.Adam(model.parameters(), lr=lr, weight_decay=weight_decay)
    history = []
    for _ in range(epochs):
        model.train()
        order = list(range(len(X)))
        if batch_size is not None:
            order = torch.randperm(len(X), generator=generator).tolist()
        size, seen = batch_size or len(X), []
        portion = 1 if len(X) < 100 else size
        while order:
            batch, order = order[:size], order[size:]
            for start in range(0, len(batch), portion):
                rows = batch[start : start + portion]
                loss = nn.functional.cross_entropy(model(X[rows]), y[rows], reduction="sum")
                seen.append(loss.item())
                (loss / len(batch)).backward()
            optimizer.step()
            optimizer.zero_grad(set_to_none=False)
        history.append(sum(seen) / len(X))
    return history
