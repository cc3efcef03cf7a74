"""Your optimizers share their memories, as they do when these are stored in the class or in a global variable: a
second optimizer goes on where the first one stopped. Make them in __init__ and store them in self.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import ClassVar


class Adam:
    states: ClassVar[dict] = defaultdict(dict)

    def __init__(
        self,
        params: Iterable[torch.Tensor],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        self.params = list(params)
        if not self.params:
            raise ValueError("the optimizer has no parameters to work on")
        self.settings = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay}

    def zero_grad(self) -> None:
        for param in self.params:
            param.grad = None

    def step(self) -> None:
        for number, param in enumerate(self.params):
            if param.grad is not None:
                adam_step(param, param.grad, self.states[number], **self.settings)
