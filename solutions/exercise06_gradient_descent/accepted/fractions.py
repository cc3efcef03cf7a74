"""Exact fractions for the search; the largest eigenvalue by bisection with Cholesky factorisations."""

from fractions import Fraction


def divide_search(f, low, high, parts=16, rounds=4):
    if not low < high or parts < 1 or rounds < 1:
        raise ValueError
    ends = Fraction(low), Fraction(high)
    a, b = ends
    for _ in range(rounds):
        values = {x: f(float(x)) for x in (a + (b - a) * Fraction(i, parts) for i in range(parts + 1))}
        best = next(x for x, value in values.items() if value == min(values.values()))
        h = (b - a) / parts
        a, b = max(ends[0], best - h), min(ends[1], best + h)
    return float(best)


def max_stable_lr(hessian):
    if hessian.dim() != 2 or hessian.shape[0] != hessian.shape[1]:
        raise ValueError("square")
    if not torch.allclose(hessian, hessian.T, rtol=0, atol=1e-6):
        raise ValueError("symmetric")
    if any(torch.linalg.det(hessian[:k, :k]) <= 0 for k in range(1, len(hessian) + 1)):
        raise ValueError("a minor")
    eye = torch.eye(len(hessian), dtype=torch.float64)
    matrix = (hessian.double() + hessian.double().T) / 2
    low, high = 0.0, matrix.abs().sum().item()
    for _ in range(200):
        middle = (low + high) / 2
        if torch.linalg.cholesky_ex(middle * eye - matrix).info == 0:
            high = middle
        else:
            low = middle
    return 2 / high
