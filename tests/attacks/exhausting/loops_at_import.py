"""Never comes to an end of its own import; an import hook and a class statement loop as well, if they get that far.

Expected: timeout
Says: `target.py`
"""

from accomplice import late


class Endless(type):
    def __prepare__(name, bases):
        while not late():
            pass
        return {}


class Total(metaclass=Endless):
    pass
