"""Asks torch for more memory than is allowed: at once, and in pieces of up to three gigabytes in all.

Expected: memory
Says: asked for more memory than the 512 MB
"""

import torch


def target(x):
    return torch.ones(3 << 28)


def slope(f, x, h):
    kept = [torch.empty(10 << 18) for _ in range(300)]
    return float(len(kept))


class Total:
    def add(self, x):
        kept = []
        try:
            for _ in range(30):
                kept.append(torch.empty(100 << 18))
        except RuntimeError:
            kept.append(torch.empty(100 << 18).expand(10, 10, 100 << 18).contiguous())
