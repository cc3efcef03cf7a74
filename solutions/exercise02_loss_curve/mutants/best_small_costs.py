"""Believes that no cost is larger than a million."""


def best_weight(x: Tensor, y: Tensor, ws: Tensor) -> tuple[float, float]:
    best = ws[0].item(), 1e6
    for w in ws:
        c = cost(x, y, w).item()
        if c < best[1]:
            best = w.item(), c
    return best
