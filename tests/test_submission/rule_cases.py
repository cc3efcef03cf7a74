"""Sources for the tests of the rules: each begins with a line ``=== name`` or ``=== name -> what is expected``."""


def cases(text: str) -> dict[str, str]:
    """Return the sources by their names."""
    blocks = text.strip("\n").split("=== ")[1:]
    parts = [block.partition("\n") for block in blocks]
    return {name: source.rstrip("\n") for name, _, source in parts}


# A line that must be found ends in "# HIT"; all others must not.
FOUND = cases(r"""
=== plain
import torch
torch.autograd.grad(x)  # HIT
=== module alias
import torch as t
t.autograd.grad(x)  # HIT
=== submodule alias
import torch.nn.functional as F
F.mse_loss(x, y)  # HIT
=== other alias
import torch.nn.functional as G
G.mse_loss(x, y)  # HIT
=== dotted import
import torch.nn.functional
torch.nn.functional.mse_loss(x, y)  # HIT
=== from import
from torch.nn.functional import mse_loss
mse_loss(x, y)  # HIT
=== from import as
from torch.nn.functional import mse_loss as m
m(x, y)  # HIT
=== from torch
from torch import autograd as a
a.grad(x)  # HIT
=== from torch.nn
from torch import nn
nn.functional.mse_loss(x, y)  # HIT
=== import in a function
def f(x):
    from torch import autograd
    return autograd.grad(x)  # HIT
=== star
from torch.nn.functional import *
mse_loss(x, y)  # HIT
=== star of torch
from torch import *
norm(x)  # HIT
=== mention only
import torch
loss = torch.nn.MSELoss  # HIT
=== internal module
from torch.nn.modules.loss import MSELoss
MSELoss()  # HIT
=== internal path
import torch
torch.nn.modules.linear.Linear(1, 2)  # HIT
=== optimizer
import torch
torch.optim.adam.Adam(x)  # HIT
=== operator
import torch
torch.ops.aten.mse_loss(x, y)  # HIT
=== operator overload
import torch
torch.ops.aten.mse_loss.default(x, y)  # HIT
=== internals
import torch
torch._C._nn.mse_loss(x, y)  # HIT
=== variable functions
import torch
torch._VF.norm(x)  # HIT
=== torch of torch
import torch
torch.nn.functional.torch.autograd.grad(x)  # HIT
=== F of torch
import torch
torch.nn.modules.loss.F.mse_loss(x, y)  # HIT
=== numpy
import numpy as np
np.array(x)  # HIT
=== method
def f(x):
    x.sum().backward()  # HIT
=== method of a name
loss = 3
loss.backward()  # HIT
=== unbound method
import torch
torch.Tensor.backward(x)  # HIT
=== method kept
def f(x):
    b = x.backward  # HIT
    b()
=== method stored
def f(x):
    x.backward = 3  # HIT
=== method of a type
def f(x):
    type(x).backward(x)  # HIT
=== rebinding
import torch
f = torch.nn.functional
g = f.mse_loss  # HIT
g(x, y)  # HIT
=== rebinding in a function
import torch
def f(x):
    g = torch.nn.functional
    return g.mse_loss(x)  # HIT
=== closure
import torch
def f(x):
    g = torch.nn.functional
    def h(): return g.mse_loss(x)  # HIT
    return h
=== closure bound later
import torch
def f(x):
    def h(): return g.norm(x)  # HIT
    g = torch
    return h
=== tuple
import torch
a, (b, c) = 1, (2, torch)
c.norm(x)  # HIT
=== tuple swapped
import torch
a, b = torch, 2
a, b = b, a
b.norm(x)  # HIT
=== starred
import torch
a, *b = 1, torch
b[0].norm(x)  # HIT
=== walrus
import torch
if (t := torch):
    t.norm(x)  # HIT
=== walrus in a comprehension
import torch
[(t := torch) for _ in x]
t.norm(x)  # HIT
=== default
import torch
def f(x, t=torch):
    return t.norm(x)  # HIT
=== keyword default
import torch
def f(x, *, loss=torch.nn.functional.mse_loss):  # HIT
    return loss(x)  # HIT
=== lambda default
import torch
f = lambda x, t=torch: t.norm(x)  # HIT
=== conditional
import torch
t = torch if torch else None
t.norm(x)  # HIT
=== or
import torch
t = None or torch
t.norm(x)  # HIT
=== branches
import torch
if x:
    t = torch
else:
    t = None
t.norm(x)  # HIT
=== try
try:
    import torch as t
except ImportError:
    t = None
t.norm(x)  # HIT
=== loop
import torch
t = None
for _ in x:
    t.norm(x) if t else 0  # HIT
    t = torch
=== while
import torch
t = None
while True:
    t and t.norm(x)  # HIT
    t = torch
=== for over modules
import torch
for t in (math, torch):
    t.norm(x)  # HIT
=== comprehension over modules
import torch
[t.norm(x) for t in [torch]]  # HIT
=== list
import torch
ts = [torch]
ts[0].norm(x)  # HIT
=== dict
import torch
ts = {'a': torch}
ts['a'].norm(x)  # HIT
=== dict get
import torch
ts = {'a': torch}
ts.get('a').norm(x)  # HIT
=== dict values
import torch
ts = {'a': torch}
for t in ts.values():
    t.norm(x)  # HIT
=== match
import torch
match torch:
    case t:
        t.norm(x)  # HIT
=== global
import torch
def f():
    global t
    t = torch
def g(x): return t.norm(x)  # HIT
=== nonlocal
import torch
def f():
    t = 1
    def g():
        nonlocal t
        t = torch
    return t.norm(x)  # HIT
=== getattr
import torch
getattr(torch, 'norm')(x)  # HIT
=== getattr sum
import torch
getattr(torch, 'auto' + 'gr' + 'ad').grad(x)  # HIT
=== getattr f-string
import torch
a = 'no'
getattr(torch, f'{a}rm{""}')(x)  # HIT
=== getattr join
import torch
getattr(torch, ''.join(['no', 'rm']))(x)  # HIT
=== getattr backwards
import torch
getattr(torch, 'mron'[::-1])(x)  # HIT
=== getattr lower
import torch
getattr(torch, 'NORM'.lower())(x)  # HIT
=== getattr chr
import torch
getattr(torch, chr(110) + 'orm')(x)  # HIT
=== getattr built up
import torch
n = 'no'
n += 'r'
n += 'm'
getattr(torch, n)(x)  # HIT
=== getattr loop
import torch
for n in ('sum', 'norm'):
    getattr(torch, n)(x)  # HIT
=== getattr choice
import torch
getattr(torch, 'norm' if x else 'sum')(x)  # HIT
=== getattr parameter
import torch
def f(x, n='norm'):
    return getattr(torch, n)(x)  # HIT
=== getattr partly known
import torch
def f(x, n='no'):
    return getattr(torch, n + 'rm')(x) + getattr(torch, f'{n}rm')(x)  # HIT
=== getattr class attribute
import torch
class A:
    n = 'norm'
    def f(self): getattr(torch, self.n)(x)  # HIT
=== getattr of a method
def f(x):
    getattr(x, 'back' + 'ward')()  # HIT
=== getattr renamed
import torch
g = getattr
g(torch, 'norm')(x)  # HIT
=== getattr imported
import torch
from builtins import getattr as g
g(torch, 'norm')(x)  # HIT
=== getattr nested
import torch
getattr(getattr(torch, 'autograd'), 'grad')(x)  # HIT
=== __getattribute__
import torch
torch.__getattribute__('norm')(x)  # HIT
=== object.__getattribute__
import torch
object.__getattribute__(torch, 'norm')(x)  # HIT
=== attrgetter
import operator, torch
operator.attrgetter('autograd.grad')(torch)(x)  # HIT
=== attrgetter kept
from operator import attrgetter
g = attrgetter('backward')
g(x)()  # HIT
=== methodcaller
from operator import methodcaller as m
m('backward')(x)  # HIT
=== __dict__
import torch
torch.__dict__['norm'](x)  # HIT
=== __dict__ kept
import torch
d = torch.__dict__
d['norm'](x)  # HIT
=== __dict__ get
import torch
torch.__dict__.get('norm')(x)  # HIT
=== vars
import torch
vars(torch)['autograd'].grad(x)  # HIT
=== vars of an object
def f(x):
    vars(x)['backward']()  # HIT
=== import_module
import importlib
importlib.import_module('torch.nn.functional').mse_loss(x)  # HIT
=== import_module relative
from importlib import import_module as i
i('.functional', 'torch.nn').mse_loss(x)  # HIT
=== __import__
__import__('torch').norm(x)  # HIT
=== __import__ dotted
__import__('torch.nn').autograd.grad(x)  # HIT
=== sys.modules
import sys
sys.modules['torch'].norm(x)  # HIT
=== sys.modules dotted
import sys
sys.modules['torch.nn.functional'].mse_loss(x)  # HIT
=== sys.modules get
from sys import modules as m
m.get('tor' + 'ch').norm(x)  # HIT
=== globals
import torch
globals()['torch'].norm(x)  # HIT
=== subclass
import torch
class A(torch.nn.Linear):  # HIT
    pass
=== subclass of an alias
from torch.nn import Linear as L
class A(L):  # HIT
    pass
=== metaclass keyword
import torch
class A(metaclass=torch.nn.Linear):  # HIT
    pass
=== class attribute
import torch
class A:
    t = torch
    def f(self, x): return self.t.norm(x)  # HIT
=== class attribute from outside
import torch
class A:
    t = torch
A.t.norm(x)  # HIT
=== instance attribute
import torch
class A:
    def __init__(self): self.t = torch
    def f(self, x): return self.t.norm(x)  # HIT
=== inherited attribute
import torch
class A:
    t = torch
class B(A):
    def f(self, x): self.t.norm(x)  # HIT
=== instance
import torch
class A:
    t = torch
a = A()
a.t.norm(x)  # HIT
=== class method
import torch
class A:
    t = torch
    @classmethod
    def f(cls): cls.t.norm(x)  # HIT
=== decorator
import torch
@torch.autograd.function.once_differentiable  # HIT
def f(x): pass
=== in a string
import torch
f'{torch.norm(x)}'  # HIT
=== in a subscript
import torch
x[torch.norm(y)]  # HIT
=== in a slice
import torch
x[torch.norm(y):]  # HIT
=== in an annotation that runs
import torch
def f(x: (t := torch.norm)):  # HIT
    return t(x)  # HIT
=== in an async function
import torch
async def f(x):
    async with y: await torch.norm(x)  # HIT
=== in an assert
import torch
assert torch.norm(x) > 0  # HIT
=== in an except
import torch
try: pass
except torch.autograd.E: pass  # HIT
=== in a match
import torch
match x:
    case torch.nn.Linear(): pass  # HIT
=== in a deleted name
import torch
del x[torch.norm(y)]  # HIT
=== augmented
import torch
x += torch.norm(y)  # HIT
=== normalised
import 𝓽𝓸𝓻𝓬𝓱 as ｔ
ｔ.𝓷𝓸𝓻𝓶(x)  # HIT
=== normalised method
def f(x):
    x.ｂａｃｋｗａｒｄ()  # HIT
=== prefix
import torch
x = torch.autograd  # HIT
=== own class that gets it from torch
import torch
class A(torch.Tensor):
    def f(self): self.backward()  # HIT
=== attribute stored in a tensor
import torch
class A(torch.Tensor):
    def f(self):
        self.backward = 1  # HIT
        return self.backward  # HIT
=== super of a class without own bases
class A:
    def backward(self):
        super().backward()  # HIT
=== own backward of a tensor class
import torch
class A(torch.Tensor):
    def backward(self): super().backward()  # HIT
=== result of a library
import torch
class A:
    def backward(self): pass
torch.ones(3).sum().backward()  # HIT
=== result of arithmetic
class A:
    def backward(self): pass
def f(w, x):
    ((w * x) ** 2).mean().backward()  # HIT
=== after a deleted shadow
import torch
def f(x):
    if x:
        t = 1
    else:
        t = torch
    t.norm(x)  # HIT
=== line continuation
import torch
x = (1 +
     torch  # HIT
     .norm(y))
""")

HARMLESS = cases(r"""
=== import
import torch.optim
from torch import autograd
from torch.nn.functional import mse_loss as m
=== star import
from torch.optim import *
=== string
s = 'torch.autograd.grad'
t = '''x.backward()'''
=== comment
# torch.autograd.grad(x).backward()
x = 1
=== docstring
def f():
    '''Do not use loss.backward() or F.mse_loss.'''
=== own function
def norm(x): return x
def mse_loss(a, b): return norm(a - b)
mse_loss(1, 2)
=== own function after an import
from torch.nn.functional import mse_loss
def mse_loss(a, b): return a
def f(): mse_loss(1, 2)
=== own function defined below
from torch.nn.functional import mse_loss
def f(): mse_loss(1, 2)
def mse_loss(a, b): return a
=== own function after a star
from torch import *
def norm(x): return x
def f(x): return norm(x)
=== variable
autograd = 3
backward = autograd + 1
print(backward)
=== parameter
import torch
def f(torch, F): return torch.norm(F) + F.mse_loss(1)
=== parameter of a lambda
import torch
f = lambda torch: torch.norm(1)
=== star parameter
import torch
def f(*torch, **F): return torch.norm(F)
=== local variable
import torch
def f(x):
    torch = x
    return torch.norm()
=== local variable assigned below
import torch
def f(x):
    y = torch.norm
    torch = x
=== loop variable
import torch
for torch in range(3):
    torch.norm()
=== comprehension variable
import torch
[torch.norm() for torch in x]
=== with variable
import torch
with open(x) as torch:
    torch.norm()
=== except variable
import torch
try: pass
except ValueError as torch:
    torch.norm()
=== rebound
import torch
torch = 3
torch.norm()
=== rebound in the branch
import torch
if x:
    torch = 3
    torch.norm()
=== class attribute in a method
import torch
class A:
    torch = 3
    x = torch.norm

=== keyword
f(norm=1, backward=2)
class A(x=1): pass
=== settings
import torch
torch.backends.cudnn.deterministic = True
=== own method
class A:
    def backward(self): pass
    def f(self): self.backward()
=== own method of an instance
class A:
    def backward(self): pass
a = A()
a.backward()
A().backward()
A.backward(a)
=== own method of a module
import torch
class A(torch.nn.Module):
    def backward(self): pass
    def f(self): self.backward()
=== own inherited method
class A:
    def backward(self): pass
class B(A):
    def f(self): self.backward(); super().backward()
=== own attribute
class A:
    def __init__(self): self.backward = 3
    def f(self): return self.backward
=== own attribute of a container
import torch
class A(torch.nn.Sequential):
    def __init__(self):
        super().__init__()
        self.backward = 3
    def f(self): return self.backward
=== own method of a subclass of anything
import mylib
class A(mylib.Base):
    def backward(self): pass
    def f(self): self.backward()
=== own classes in a list
class A:
    def backward(self): pass
layers = [A(), A()]
for a in reversed(layers): a.backward()
=== annotation
import torch
def f(x: torch.optim.Optimizer) -> torch.nn.Linear | None: pass
y: torch.nn.Linear
=== text annotation
def f(x: 'torch.optim.Optimizer'): pass
=== similar names
import torch
torch.normal(x)
torch.nn.LazyX
torch.autogra
x.backwards()
x._backward()
=== other library
import math, mylib
math.norm(x)
mylib.mse_loss(x)
=== getattr of something else
import torch
getattr(x, 'norm')
getattr(torch, 'sum')(x)
=== eval as a method
import re, torch
model.eval()
re.compile('x')
torch.compile(model)
=== own eval
def eval(x): return x
eval(3)
=== relative import
from . import norm
norm.norm(x)
=== dictionary key
d = {'norm': 1}
d['norm']
=== own function from a conditional import
try:
    from x import norm
except ImportError:
    def norm(x): return x
norm(3)
=== hasattr
import torch
hasattr(torch, x)
isinstance(x, torch.Tensor)
""")

# What the instructor is told about code that cannot be seen through.
DOUBTFUL = cases(r"""
=== exec -> uses `exec`
exec('x = 1')
=== eval -> uses `eval`
f = eval
f('x')
=== compile -> uses `compile`
compile('x', 'y', 'exec')
=== normalised exec -> uses `exec`
𝓮𝔁𝓮𝓬('x')
=== getattr unknown -> takes something from `torch`
import torch
def f(n): return getattr(torch, n)
=== getattr format -> takes something from `torch`
import torch
getattr(torch, '{}rm'.format('no'))
=== getattr percent -> takes something from `torch`
import torch
getattr(torch, '%srm' % 'no')
=== getattr input -> takes something from `torch.nn.functional`
import torch.nn.functional as F
getattr(F, input())
=== table unknown -> takes something from `torch`
import torch
def f(n): return vars(torch)[n]
=== everything in a module -> goes through everything in `torch`
import torch
[v for k, v in vars(torch).items() if k == 'norm']
=== getattr passed on -> uses `getattr`
import torch
from functools import reduce
reduce(getattr, x, torch)
=== import unknown -> uses `importlib.import_module`
import importlib
importlib.import_module(input())
=== __import__ unknown -> uses `__import__`
def f(n): return __import__(n)
=== sys.modules unknown -> uses `sys.modules`
import sys
def f(n): return sys.modules[n]
=== frames -> uses `sys._getframe`
import sys
sys._getframe()
=== globals of a function -> uses `.__globals__`
def f(g): return g.__globals__
=== subclasses -> uses `.__subclasses__`
object.__subclasses__()
=== internals -> uses `torch._C._jit`
import torch
torch._C._jit()
=== ctypes -> uses `ctypes.pythonapi`
import ctypes
ctypes.pythonapi
=== pickle -> uses `pickle.loads`
import pickle
pickle.loads(x)
=== argument -> hands on `torch.nn.functional`
import torch
g(torch.nn.functional)
=== argument in a list -> hands on `torch`
import torch
g([1, torch])
=== result -> hands on `torch`
import torch
def g(): return torch
=== lambda -> hands on `torch`
import torch
g = lambda: torch
=== generator -> hands on `torch`
import torch
def g(): yield torch
=== attribute of something -> hands on `torch`
import torch
x.y = torch
=== entry of something -> hands on `torch`
import torch
x['y'] = torch
=== patched library -> changes `torch.sum`
import torch
torch.sum = x
=== maybe own -> may be the student's own method
class A:
    def backward(self): pass
def f(a): a.backward()
""")

# Which public functions are voided; `import torch` stands before each.
SPREADING = cases(r"""
=== own body -> mse_grad
def mse_grad(w, x, y): return torch.norm(w)
=== nested function -> mse_grad
def mse_grad(w, x, y):
    def f(): return torch.norm(w)
    return f()
=== default -> mse_grad
def mse_grad(w, x, y, f=torch.norm): return w
=== decorator -> mse_grad
@torch.autograd.no_grad()
def mse_grad(w, x, y): return w
=== method -> Linear
class Linear:
    def __init__(self): torch.norm(3)
    def forward(self, x): return x
=== private method -> Linear
class Linear:
    def _f(self): torch.norm(3)
    def forward(self, x): return x
=== base -> Linear
class Linear(torch.nn.Linear): pass
=== helper -> mse_grad
def _f(x): return torch.norm(x)
def mse_grad(w, x, y): return _f(w)
=== helper without underscore -> mse_grad
def f(x): return torch.norm(x)
def mse_grad(w, x, y): return f(w)
=== helper of a helper -> mse_grad
def _f(x): return torch.norm(x)
def _g(x): return _f(x)
def mse_grad(w, x, y): return _g(w)
=== helper defined below -> mse_grad
def mse_grad(w, x, y): return _f(w)
def _f(x): return torch.norm(x)
=== helpers in a circle -> mse_grad
def _f(x): return _g(x)
def _g(x): return _f(x) + torch.norm(x)
def mse_grad(w, x, y): return _f(w)
=== helper that nobody uses -> none
def _f(x): return torch.norm(x)
=== public functions do not spread -> mse_grad
def mse_grad(w, x, y): return torch.norm(w)
def gd_step(w, x, y, lr=0.1): return w - lr * mse_grad(w, x, y)
=== helper of both -> mse_grad
def _f(x): return torch.norm(x)
def mse_grad(w, x, y): return _f(w)
def gd_step(w, x, y, lr=0.1): return w - lr * mse_grad(w, x, y)
=== through a public function -> mse_grad
def _f(x): return torch.norm(x)
def mse_grad(w, x, y): return _f(w)
def _g(): return mse_grad(1, 2, 3)
def gd_step(w, x, y, lr=1): return _g()
=== variable -> mse_grad
_f = torch.norm
def mse_grad(w, x, y): return _f(w)
=== value -> mse_grad
_n = torch.norm(torch.ones(3))
def mse_grad(w, x, y): return _n
=== variable that nobody uses -> none
_f = torch.norm
=== nothing bound -> none
print(torch.norm(1))
def mse_grad(w, x, y): return w
=== public variable -> mse_grad
mse_grad = torch.norm
=== public lambda -> mse_grad
mse_grad = lambda w, x, y: torch.norm(w)
=== public alias of a helper -> mse_grad
def _f(w, x, y): return torch.norm(w)
mse_grad = _f
=== public import -> mse_grad
from torch.nn.functional import mse_loss as mse_grad
=== public import of a class -> Linear
from torch.nn import Linear
=== import replaced -> none
from torch.nn import Linear
class Linear: pass
=== partial -> mse_grad
import functools
mse_grad = functools.partial(torch.norm, p=2)
=== patched class -> Linear
class Linear: pass
Linear.forward = lambda self, x: torch.norm(x)
=== patched by setattr -> Linear
class Linear: pass
setattr(Linear, 'forward', torch.norm)
=== table of helpers -> mse_grad
_t = []
_t.append(torch.norm)
def mse_grad(w, x, y): return _t[0](w)
=== table entry -> mse_grad
_t = {}
_t['a'] = torch.norm
def mse_grad(w, x, y): return _t['a'](w)
=== helper class -> Linear
class _A:
    def f(self): return torch.norm(1)
class Linear(_A): pass
=== global -> mse_grad
def _f():
    global _g
    _g = torch.norm
_f()
def mse_grad(w, x, y): return _g(w)
=== shadowed helper -> none
def _f(x): return torch.norm(x)
def mse_grad(w, _f, y): return _f(w)
=== replaced helper -> none
def _f(x): return torch.norm(x)
def _f(x): return x
def mse_grad(w, x, y): return _f(w)
=== replaced function -> none
def mse_grad(w, x, y): return torch.norm(w)
def mse_grad(w, x, y): return w
=== replaced but kept -> mse_grad
def _f(x): return torch.norm(x)
_old = _f
def _f(x): return _old(x)
def mse_grad(w, x, y): return _f(w)
=== two on one line -> mse_grad
_f = torch.norm; mse_grad = torch.norm
=== helper and user on one line -> mse_grad
mse_grad = lambda w, x, y: _f(w); _f = torch.norm; _g = torch.norm
=== in a branch -> mse_grad
if torch:
    def _f(x): return torch.norm(x)
else:
    _f = 3
def mse_grad(w, x, y): return _f(w)
=== condition -> mse_grad
if torch.norm(torch.ones(1)) > 0:
    _a = 1
def mse_grad(w, x, y): return _a
=== loop variable -> mse_grad
for _f in [torch.norm]: pass
def mse_grad(w, x, y): return _f(w)
=== with -> mse_grad
with torch.autograd.profile() as _p: pass
def mse_grad(w, x, y): return _p
=== annotation only -> none
def mse_grad(w: torch.nn.Linear, x, y): return w
""")
