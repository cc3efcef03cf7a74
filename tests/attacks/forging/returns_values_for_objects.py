"""Returns plain values where an object is expected: the check would then call methods of its own process.

Expected: failed
"""

import torch


def target(x):
    return torch.Generator() if x.dtype.itemsize == 4 else torch.float64


class Values:
    made = 0

    def __call__(self):
        Values.made += 1
        kinds = ({1.5}, torch.zeros(()), torch.Generator(), torch.device("cpu"), "value", b"value", 1j, None)
        return kinds[Values.made % len(kinds)]


def slope(f, x, h):
    return {"value": lambda: 1.0, "add": f, "slope": Values}


Total = Values()
