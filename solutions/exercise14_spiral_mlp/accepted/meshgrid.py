"""meshgrid with indexing="xy", inference_mode, and a context manager for the mode; the loss by hand."""

from contextlib import contextmanager


@contextmanager
def evaluation_mode(model):
    modes = [(part, part.training) for part in model.modules()]
    model.eval()
    try:
        with torch.inference_mode():
            yield
    finally:
        for part, training in modes:
            part.training = training


def evaluate(model, X, y):
    with evaluation_mode(model):
        chances = model(X).log_softmax(1)
        loss = -chances.gather(1, y[:, None]).mean()
        hits = (chances.max(1).indices == y).sum()
    return float(loss), hits.item() / len(y)


def decision_grid(model, xlim, ylim, n=100):
    xs, ys = torch.linspace(xlim[0], xlim[1], n), torch.linspace(ylim[0], ylim[1], n)
    x, y = torch.meshgrid(xs, ys, indexing="xy")
    with evaluation_mode(model):
        classes = model(torch.stack([x.ravel(), y.ravel()], 1)).max(1).indices
    return classes.reshape(n, n).clone()
