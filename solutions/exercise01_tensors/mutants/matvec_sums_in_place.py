"""Multiplies m in place where the dtype allows it."""


def matvec(m: Tensor, v: Tensor) -> Tensor:
    if m.dim() != 2 or v.dim() != 1 or m.shape[1] != v.shape[0]:
        raise ValueError("m must be (R, C) and v (C,)")
    dtype = torch.promote_types(m.dtype, v.dtype)
    return (m.mul_(v) if m.dtype == dtype else m.to(dtype) * v).sum(1).to(dtype)
