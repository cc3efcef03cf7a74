"""The spiral through complex numbers with all noise drawn at once; SGD by hand with torch.autograd.grad."""


def make_spiral(n_per_class=1000, n_classes=3, noise=0.2, *, generator=None):
    if min(n_per_class, n_classes) <= 0:
        raise ValueError("empty")
    c = torch.arange(n_classes).repeat_interleave(n_per_class)
    t = torch.linspace(0, 1, n_per_class).repeat(n_classes)
    turn = (c + 2 * t) / n_classes
    z = torch.polar(t, 2 * math.pi * turn + torch.normal(0.0, noise, (len(c),), generator=generator))
    return torch.stack((z.imag, z.real), dim=1), c


def train_classifier(model, X, y, lr=1e-3, epochs=1000, weight_decay=1e-5):
    history, parameters = [], list(model.parameters())
    for _ in range(epochs):
        logits = model(X)
        loss = -logits.log_softmax(dim=1)[torch.arange(len(y)), y].mean()
        gradients = torch.autograd.grad(loss, parameters)
        history.append((float(loss), float((logits.argmax(1) == y).double().mean())))
        for parameter, gradient in zip(parameters, gradients, strict=True):
            parameter.data -= lr * (gradient + weight_decay * parameter.data)
    return history
