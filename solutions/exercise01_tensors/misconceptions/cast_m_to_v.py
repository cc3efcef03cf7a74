"""You convert m to the dtype of v. That goes well only where v has the wider dtype: an integer v cuts the fractions
of m off. Ask `torch.promote_types` which dtype can hold both.
"""


def matvec(m: Tensor, v: Tensor) -> Tensor:
    if m.dim() != 2 or v.dim() != 1 or m.shape[1] != v.shape[0]:
        raise ValueError("m must be (R, C) and v (C,)")
    return m.to(v.dtype) @ v
