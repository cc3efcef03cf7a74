"""Accepts a part of the word, and no text at all."""


def reduce(values: Tensor, reduction: str) -> Tensor:
    for word, result in (("none", values), ("mean", values.mean()), ("sum", values.sum())):
        if reduction in word:
            return result
    raise ValueError("reduction")
