"""Squeezes the result: one row gives a 0-dim tensor."""


def matvec(m: Tensor, v: Tensor) -> Tensor:
    if m.dim() != 2 or v.dim() != 1 or m.shape[1] != v.shape[0]:
        raise ValueError("m must be (R, C) and v (C,)")
    dtype = torch.promote_types(m.dtype, v.dtype)
    return (m.to(dtype) @ v.to(dtype)).squeeze()
