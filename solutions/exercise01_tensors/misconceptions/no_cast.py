"""`@` wants both sides in one dtype and does not convert by itself, as `*` does: float32 @ int64 raises a
RuntimeError.
"""


def matvec(m: Tensor, v: Tensor) -> Tensor:
    if m.dim() != 2 or v.dim() != 1 or m.shape[1] != v.shape[0]:
        raise ValueError("m must be (R, C) and v (C,)")
    return m @ v
