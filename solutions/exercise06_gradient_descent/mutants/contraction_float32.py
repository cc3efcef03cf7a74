"""The factor is a float32 number."""


def contraction(path: list[float]) -> float:
    if len(path) < 2 or path[0] == 0:
        raise ValueError("the path needs two points and a start other than 0")
    return float(torch.tensor(abs(path[-1]) / abs(path[0]), dtype=torch.float32) ** (1 / (len(path) - 1)))
