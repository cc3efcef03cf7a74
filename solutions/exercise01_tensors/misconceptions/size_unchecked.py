"""m * v also works where v has one element, or m one column: torch repeats them silently. Compare the shapes
yourself.
"""


def matvec(m: Tensor, v: Tensor) -> Tensor:
    if m.dim() != 2 or v.dim() != 1:
        raise ValueError("m must be (R, C) and v (C,)")
    dtype = torch.promote_types(m.dtype, v.dtype)
    if 1 in (m.shape[1], v.shape[0]):
        return (m.to(dtype) * v.to(dtype)).sum(1).to(dtype)
    if m.shape[1] != v.shape[0]:
        raise ValueError("m must be (R, C) and v (C,)")
    return m.to(dtype) @ v.to(dtype)
