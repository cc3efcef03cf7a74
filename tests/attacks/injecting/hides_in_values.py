"""Hides markup, escapes and long words in the values that it returns: texts, keys, names of classes, kinds of objects.

Expected: failed or error
"""

import torch

MARKUP = "</pre><script>alert(1)</script>{{7*7}}\x1b]0;x\x07\u202e\r\n" + "w" * 5000

Named = type(MARKUP.replace("\n", " ")[:60] + "y" * 300, (), {"__doc__": MARKUP})


def target(x):
    if x.dtype.itemsize == 8:
        return {MARKUP: MARKUP, (MARKUP, 1): [MARKUP] * 3}
    return MARKUP


def slope(f, x, h):
    try:
        f(MARKUP)
    except Exception:
        pass
    return Named()


class Total:
    def __init__(self):
        self.value = {MARKUP[:50]: torch.ones(2)}

    def add(self, x):
        return Named
