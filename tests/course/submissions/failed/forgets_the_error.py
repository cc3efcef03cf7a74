def double(x):
    return x + x


class Doubler:
    def __init__(self):
        self.calls = 0

    def __call__(self, x):
        self.calls += 1
        return double(x)
