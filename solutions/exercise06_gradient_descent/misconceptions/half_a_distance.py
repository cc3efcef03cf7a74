"""You go on in [p - h/2, p + h/2]. All that is known is that the neighbours at the distance h are not better, so the
minimum may lie anywhere up to them.
"""


def divide_search(f: Callable[[float], float], low: float, high: float, parts: int = 16, rounds: int = 4) -> float:
    if not low < high or parts < 1 or rounds < 1:
        raise ValueError("low must be less than high, and parts and rounds at least 1")
    left, right = float(low), float(high)
    for _ in range(rounds):
        h = (right - left) / parts
        p = min((left + i * h for i in range(parts + 1)), key=f)
        left, right = max(float(low), p - h / 2), min(float(high), p + h / 2)
    return p
