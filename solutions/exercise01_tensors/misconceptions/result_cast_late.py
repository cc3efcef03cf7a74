"""You multiply first and convert afterwards. By then whole numbers that are too large for their dtype have wrapped
around: convert before you multiply.
"""


def matvec(m: Tensor, v: Tensor) -> Tensor:
    if m.dim() != 2 or v.dim() != 1 or m.shape[1] != v.shape[0]:
        raise ValueError("m must be (R, C) and v (C,)")
    dtype = torch.promote_types(m.dtype, v.dtype)
    if m.is_floating_point() or v.is_floating_point():
        return m.to(dtype) @ v.to(dtype)
    return (m @ v.to(m.dtype)).to(dtype)
