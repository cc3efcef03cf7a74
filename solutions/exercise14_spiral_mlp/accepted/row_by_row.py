"""The evaluation goes sample by sample, the grid row by row, with points from a Python loop."""


def evaluate(model, X, y):
    before = model.training
    model.train(False)
    loss, hits = 0.0, 0
    for x, target in zip(X, y, strict=True):
        with torch.no_grad():
            logits = model(x[None])[0]
        loss += (torch.logsumexp(logits, 0) - logits[target]).item()
        hits += int(logits.argmax() == target)
    model.train(before)
    return loss / len(X), hits / len(X)


def decision_grid(model, xlim, ylim, n=100):
    before = model.training
    model.eval()
    xs, ys = torch.linspace(*xlim, n).tolist(), torch.linspace(*ylim, n).tolist()
    with torch.no_grad():
        rows = [model(torch.tensor([[x, y] for x in xs])).topk(1).indices[:, 0] for y in ys]
    model.train(before)
    return torch.stack(rows)
