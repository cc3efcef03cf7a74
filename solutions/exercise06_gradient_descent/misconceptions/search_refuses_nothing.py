"""You refuse nothing. An interval without length, and fewer than one part or round, must raise a ValueError before the
search begins.
"""


def divide_search(f: Callable[[float], float], low: float, high: float, parts: int = 16, rounds: int = 4) -> float:
    left, right = float(low), float(high)
    for _ in range(rounds):
        h = (right - left) / parts
        p = min((left + i * h for i in range(parts + 1)), key=f)
        left, right = max(float(low), p - h), min(float(high), p + h)
    return p
