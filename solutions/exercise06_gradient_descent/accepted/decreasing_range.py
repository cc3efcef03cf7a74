"""Loops with while and counters, the best point found by index."""


def gd(gradf, x0, lr, steps=10):
    result, position = [x0 * 1.0], x0 * 1.0
    while len(result) <= steps:
        slope = gradf(position)
        position -= slope * lr
        result = [*result, position]
    return result


def divide_search(f, low, high, parts=16, rounds=4):
    if parts <= 0 or rounds <= 0 or high - low <= 0:
        raise ValueError("nothing to search")
    left, right, round_number = low, high, 0
    while round_number < rounds:
        points = [left + (right - left) / parts * i for i in range(parts)] + [right]
        values = list(map(f, points))
        best = 0
        for i in range(parts, -1, -1):
            if values[i] <= values[best] or (i < best and values[i] == values[best]):
                best = i
        h = (right - left) / parts
        left, right = max(points[best] - h, low), min(points[best] + h, high)
        round_number += 1
    return float(points[best])


def contraction(path):
    if not len(path) > 1 or abs(path[0]) == 0:
        raise ValueError
    return abs(path[-1]) ** (1 / (len(path) - 1)) / abs(path[0]) ** (1 / (len(path) - 1))
