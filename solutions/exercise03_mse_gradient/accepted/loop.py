"""Sample by sample in Python loops."""


def mse_grad(w, x, y):
    if x.shape != y.shape or x.numel() == 0:
        raise ValueError("shapes")
    total = torch.zeros_like(w)
    for a, b in zip(x, y, strict=True):
        total = total + 2 * a * (a * w - b)
    return total / x.numel()


def linear_mse_grad(w, b, X, y):
    if X.dim() != 2 or y.dim() != 1 or w.dim() != 1 or X.shape != (len(y), len(w)):
        raise ValueError("shapes")
    grad_w, grad_b = torch.zeros_like(w), torch.zeros_like(b)
    for row, target in zip(X, y, strict=True):
        error = row @ w + b - target
        grad_w += 2 * error * row / len(y)
        grad_b += 2 * error / len(y)
    return grad_w, grad_b
