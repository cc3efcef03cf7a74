"""`.float()` makes everything float32: float64 loses half of its digits, and whole numbers stop being whole numbers.
Use `torch.promote_types`.
"""


def matvec(m: Tensor, v: Tensor) -> Tensor:
    if m.dim() != 2 or v.dim() != 1 or m.shape[1] != v.shape[0]:
        raise ValueError("m must be (R, C) and v (C,)")
    return m.float() @ v.float()
