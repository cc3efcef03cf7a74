"""Returns tensors that have no plain values: meta, sparse, quantized, nested, conjugated, on no device, of no dtype.

Expected: failed
Says: which has no plain values
"""

import torch


def target(x):
    if x.dtype.itemsize == 4:
        return torch.zeros(2, device="meta")
    return torch.zeros(5).to_sparse() if len(x) == 5 else torch.zeros(2).to(torch.float8_e4m3fn)


def slope(f, x, h):
    if h == 0.5:
        return torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8)
    return [
        torch.tensor([1 + 2j]).conj(),
        torch.tensor([1 + 2j]).conj().imag,
        torch.zeros(0, 3),
        torch.zeros(2, 2).to_sparse_csr(),
    ]


class Total:
    def __init__(self):
        self.value = torch.nested.nested_tensor([torch.ones(1), torch.ones(2)])

    def add(self, x):
        return torch.ones(2, requires_grad=True).unsqueeze(0).expand(3, 2).T
