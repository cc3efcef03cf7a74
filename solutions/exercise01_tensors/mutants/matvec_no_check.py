"""Leaves refusing to torch."""


def matvec(m: Tensor, v: Tensor) -> Tensor:
    dtype = torch.promote_types(m.dtype, v.dtype)
    return m.to(dtype) @ v.to(dtype)
