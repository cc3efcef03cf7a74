"""`low <= x < high` asks a whole tensor for one True or False. Write two masks, each in brackets, and join them with
`&`.
"""


def fraction_between(x: Tensor, low: float, high: float) -> float:
    if x.numel() == 0:
        raise ValueError("x must have at least one element")
    return (low <= x < high).double().mean().item()
