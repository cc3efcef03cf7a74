"""The distance is cut to a whole number where there is one."""


def divide_search(f: Callable[[float], float], low: float, high: float, parts: int = 16, rounds: int = 4) -> float:
    if not low < high or parts < 1 or rounds < 1:
        raise ValueError("low must be less than high, and parts and rounds at least 1")
    left, right = float(low), float(high)
    for _ in range(rounds):
        h = (right - left) // parts or (right - left) / parts
        p = min((left + i * h for i in range(parts + 1)), key=f)
        left, right = max(float(low), p - h), min(float(high), p + h)
    return p
