"""Lists of Python floats in D dimensions; eigenvalues by Jacobi rotations."""

import math


def gd_nd(gradf, x0, lr, steps=20):
    rows = [x0.tolist()]
    for _ in range(steps):
        slope = gradf(torch.tensor(rows[-1], dtype=x0.dtype)).tolist()
        rows.append([x - lr * g for x, g in zip(rows[-1], slope, strict=True)])
    return torch.tensor(rows, dtype=x0.dtype)


def max_stable_lr(hessian):
    n = len(hessian) if hessian.dim() else 0
    if hessian.dim() != 2 or tuple(hessian.shape) != (n, n):
        raise ValueError
    a = hessian.tolist()
    if max(abs(a[i][j] - a[j][i]) for i in range(n) for j in range(n)) > 1e-5:
        raise ValueError
    for _ in range(30):
        for i in range(n):
            for j in range(i):
                angle = 0.5 * math.atan2(2 * a[i][j], a[j][j] - a[i][i])
                c, s = math.cos(angle), math.sin(angle)
                for row in a:
                    row[i], row[j] = c * row[i] - s * row[j], s * row[i] + c * row[j]
                a[i], a[j] = (
                    [c * p - s * q for p, q in zip(a[i], a[j], strict=True)],
                    [s * p + c * q for p, q in zip(a[i], a[j], strict=True)],
                )
    values = [a[i][i] for i in range(n)]
    if min(values) <= 0:
        raise ValueError
    return 2 / max(values)


def contraction(path):
    steps = len(path) - 1
    if steps < 1 or path[0] == 0:
        raise ValueError
    return math.pow(math.fabs(path[steps] / path[0]), 1.0 / steps)
