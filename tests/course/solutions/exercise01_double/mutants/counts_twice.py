"""Counts each call twice."""


class Doubler:
    def __init__(self):
        self.calls = 0

    def __call__(self, x):
        self.calls += 2
        return double(x)
