"""Gives its own functions, classes, keys and results names that are long, empty, or steer a terminal.

Expected: failed
"""

LONG = "\x1b[31mlong\n" * 1000


def named(name):
    return type(name, (), {"__module__": name, "__qualname__": name, "__doc__": name})


Total_, nothing = named("\x1b]0;owned\x07"), named("")


def target(x):
    return Total_() if x.dtype.itemsize == 4 else named(LONG)()


def slope(f, x, h):
    return {LONG: 1.0, "": 2.0, "\x1b[2J": 3.0} if h == 0.5 else [nothing(), LONG]


class Total:
    def __init__(self):
        self.value = named("<script>\u202e")()

    def add(self, x):
        return LONG


globals().update({"\x1b[2J": 1, "<script>": target, "{{7*7}}": Total, "": slope, "n" * 100_000: 1})
