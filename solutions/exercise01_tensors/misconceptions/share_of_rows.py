"""You divide by len(x), the number of rows; a matrix has x.numel() elements."""


def fraction_between(x: Tensor, low: float, high: float) -> float:
    if x.numel() == 0:
        raise ValueError("x must have at least one element")
    if x.dim() == 0:
        x = x.unsqueeze(0)
    return ((x >= low) & (x < high)).sum().item() / len(x)
