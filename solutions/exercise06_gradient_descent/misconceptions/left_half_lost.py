"""You keep only [p, p + h]. The minimum may lie on either side of the best point: keep [p - h, p + h]."""


def divide_search(f: Callable[[float], float], low: float, high: float, parts: int = 16, rounds: int = 4) -> float:
    if not low < high or parts < 1 or rounds < 1:
        raise ValueError("low must be less than high, and parts and rounds at least 1")
    left, right = float(low), float(high)
    for _ in range(rounds):
        h = (right - left) / parts
        if left == right:
            break
        p = min((left + i * h for i in range(parts + 1)), key=f)
        left, right = p, min(float(high), p + h)
    return p
