"""Allows any m of which the last dimension fits."""


def matvec(m: Tensor, v: Tensor) -> Tensor:
    if v.dim() != 1 or m.dim() < 2 or m.shape[-1] != v.shape[0]:
        raise ValueError
    dtype = torch.promote_types(m.dtype, v.dtype)
    return m.to(dtype) @ v.to(dtype)
