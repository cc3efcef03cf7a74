"""Returns objects that are equal to everything and agree with every comparison.

Expected: failed
Says: expected a tensor
"""


def agree(*args, **kwargs):
    return True


WORDS = "eq ne lt le gt ge bool contains instancecheck subclasscheck".split()
AGREEABLE = {f"__{word}__": agree for word in WORDS}
NUMERIC = {
    f"__{word}__": lambda self, *others: self for word in "add radd sub rsub mul rmul pow abs neg and or".split()
}


class Equal:
    locals().update(AGREEABLE | NUMERIC)
    shape, dtype, requires_grad, is_cuda = (2,), "torch.float32", False, False
    __hash__ = object.__hash__
    __class__ = property(lambda self: __import__("torch").Tensor)

    def __getattr__(self, name):
        return agree

    def __float__(self):
        return 7.75


class Float(float):
    locals().update(AGREEABLE | NUMERIC)
    __hash__ = float.__hash__


class Text(str):
    locals().update(AGREEABLE | {"__len__": lambda self: 0})
    __hash__ = str.__hash__


class List(list):
    locals().update(AGREEABLE)


def target(x):
    return Equal() if x.dtype.itemsize == 8 else List([Text("passed")])


def slope(f, x, h):
    return Float("nan")


class Total:
    def __init__(self):
        self.value = Float(0.5)

    def add(self, x):
        return Equal()
