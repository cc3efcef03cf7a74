"""Finds the session among all objects and replaces what it does for each kind of question.

Expected: failed or error or forbidden
"""

import gc

import torch

for thing in gc.get_objects():
    if type(thing).__name__ == "Session":
        thing.handlers.update(
            call=lambda message: torch.tensor([4.0, 7.0]) if message["observe"] else True,
            run=lambda message: [2.0, 3.0, 5.0],
            get=lambda message: 0.0,
        )
        thing.begin = thing.load = lambda message: None
        thing.used = {"passed"}


def target(x):
    return torch.ones_like(x)
