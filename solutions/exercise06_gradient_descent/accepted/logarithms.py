"""The factor by logarithms, points by linspace, a running minimum."""

import math


def contraction(path):
    if len(path) <= 1 or not path[0]:
        raise ValueError
    first, *_, last = map(abs, path)
    return math.exp(math.log(last / first) / (len(path) - 1)) if last else 0.0


def divide_search(f, low, high, parts=16, rounds=4):
    if not (high > low and parts >= 1 and rounds >= 1):
        raise ValueError("settings")
    a, b = low, high
    for _ in range(rounds):
        best = math.inf
        for x in torch.linspace(a, b, parts + 1, dtype=torch.float64).tolist():
            value = f(x)
            if value < best:
                best, p = value, x
        h = (b - a) / parts
        a, b = p - h if p - h > low else low, p + h if p + h < high else high
    return p
