import time


def double(x):
    end = time.monotonic() + 60  # far beyond the limit, but not without an end
    while time.monotonic() < end:
        pass
    return 2 * x


class Doubler:
    def __init__(self):
        self.calls = 0

    def __call__(self, x):
        self.calls += 1
        return double(x)
