"""You place only `parts` points over the interval. parts counts the pieces, which have parts + 1 ends, and h is the
length of one piece.
"""


def divide_search(f: Callable[[float], float], low: float, high: float, parts: int = 16, rounds: int = 4) -> float:
    if not low < high or parts < 1 or rounds < 1:
        raise ValueError("low must be less than high, and parts and rounds at least 1")
    left, right = float(low), float(high)
    for _ in range(rounds):
        h = (right - left) / max(parts - 1, 1)
        p = min((left + i * h for i in range(parts)), key=f)
        left, right = max(float(low), p - h), min(float(high), p + h)
    return p
