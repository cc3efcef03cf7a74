"""Adam is written out, the gradients come from torch.autograd.grad, the parameters change through .data."""

from torch.nn import functional as F


def train(model, X, y, *, epochs=300, lr=1e-2, weight_decay=1e-5, batch_size=None, generator=None):
    model.train()
    parameters = list(model.parameters())
    first, second = [torch.zeros_like(p) for p in parameters], [torch.zeros_like(p) for p in parameters]
    steps, history = 0, []
    for _ in range(epochs):
        losses = torch.zeros(len(X), dtype=torch.float64)
        rows = torch.arange(len(X)) if batch_size is None else torch.randperm(len(X), generator=generator)
        for batch in rows.split(batch_size or len(X)):
            each = F.cross_entropy(model(X[batch]), y[batch], reduction="none")
            losses[batch] = each.detach().double()
            steps += 1
            gradients = torch.autograd.grad(each.mean(), parameters)
            for p, g, m, v in zip(parameters, gradients, first, second, strict=True):
                g = g + weight_decay * p.data
                m += 0.1 * (g - m)
                v += 0.001 * (g * g - v)
                p.data -= lr * (m / (1 - 0.9**steps)) / ((v / (1 - 0.999**steps)).sqrt() + 1e-8)
        history.append(losses.mean().item())
    return history
