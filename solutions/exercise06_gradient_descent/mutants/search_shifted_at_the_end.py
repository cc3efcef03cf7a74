"""At an end the interval is shifted instead of cut."""


def divide_search(f: Callable[[float], float], low: float, high: float, parts: int = 16, rounds: int = 4) -> float:
    if not low < high or parts < 1 or rounds < 1:
        raise ValueError("low must be less than high, and parts and rounds at least 1")
    left, right = float(low), float(high)
    for _ in range(rounds):
        h = (right - left) / parts
        p = min((left + i * h for i in range(parts + 1)), key=f)
        left, right = p - h, p + h
        if left < low:
            left, right = float(low), min(float(high), low + 2 * h)
        elif right > high:
            left, right = max(float(low), high - 2 * h), float(high)
    return p
