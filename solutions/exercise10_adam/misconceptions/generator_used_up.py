"""Your optimizer walks through `params` as it came. model.parameters() is a generator: the first loop over it uses
it up, and every later loop finds no parameters at all. Keep list(params).
"""

from collections import defaultdict
from collections.abc import Iterable


class Adam:
    def __init__(
        self,
        params: Iterable[torch.Tensor],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        self.params = params
        self.settings = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay}
        self.states = defaultdict(dict)

    def zero_grad(self) -> None:
        for param in self.params:
            param.grad = None

    def step(self) -> None:
        for number, param in enumerate(self.params):
            if param.grad is not None:
                adam_step(param, param.grad, self.states[number], **self.settings)
