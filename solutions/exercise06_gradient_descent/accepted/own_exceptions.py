"""Own ValueErrors, errors of torch translated, the general eigenvalue solver."""


class NotABowl(ValueError):
    pass


def max_stable_lr(hessian):
    try:
        n, m = hessian.shape
    except ValueError:
        raise NotABowl("not a matrix") from None
    if n != m or any(abs(hessian[i, j] - hessian[j, i]) > 2e-6 for i in range(n) for j in range(i)):
        raise NotABowl("not symmetric")
    values = sorted(torch.linalg.eigvals(hessian).real.tolist())
    if values[0] <= 0:
        raise NotABowl(values[0])
    return 2 / values[-1]


def contraction(path):
    try:
        ratio = abs(path[-1] / path[0])
        return ratio ** (len(path) - 1) ** -1
    except (IndexError, ZeroDivisionError) as error:
        raise ValueError from error
