"""You convert v to the dtype of m. That goes well only where m has the wider dtype: an integer m cuts the fractions
of v off, and a uint8 m does not even hold 300. Ask `torch.promote_types` which dtype can hold both.
"""


def matvec(m: Tensor, v: Tensor) -> Tensor:
    if m.dim() != 2 or v.dim() != 1 or m.shape[1] != v.shape[0]:
        raise ValueError("m must be (R, C) and v (C,)")
    return m @ v.to(m.dtype)
