"""`<=` moves on to a later weight of the same cost. With `<` the first one stays."""


def best_weight(x: Tensor, y: Tensor, ws: Tensor) -> tuple[float, float]:
    best = ws[0].item(), float("inf")
    for w in ws:
        c = cost(x, y, w).item()
        if c <= best[1]:
            best = w.item(), c
    return best
