import torch


def double(x):
    kept = []
    for _ in range(12):  # 768 MiB in all
        kept.append(torch.ones(16 << 20))
    return 2 * x


class Doubler:
    def __init__(self):
        self.calls = 0

    def __call__(self, x):
        self.calls += 1
        return double(x)
