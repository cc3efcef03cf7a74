"""You return the best point of all rounds. Asked for is the best point of the last round, even if an earlier round met
a lower value.
"""


def divide_search(f: Callable[[float], float], low: float, high: float, parts: int = 16, rounds: int = 4) -> float:
    if not low < high or parts < 1 or rounds < 1:
        raise ValueError("low must be less than high, and parts and rounds at least 1")
    left, right = float(low), float(high)
    found = []
    for _ in range(rounds):
        h = (right - left) / parts
        p = min((left + i * h for i in range(parts + 1)), key=f)
        found.append(p)
        left, right = max(float(low), p - h), min(float(high), p + h)
    return min(found, key=f)
