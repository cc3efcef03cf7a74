"""An empty list is refused by step only."""

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
        self.params = list(params)
        self.settings = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay}
        self.states = [{} for _ in self.params]

    def zero_grad(self) -> None:
        for param in self.params:
            param.grad = None

    def step(self) -> None:
        if not self.params:
            raise ValueError("no parameters")
        for param, state in zip(self.params, self.states, strict=True):
            if param.grad is not None:
                adam_step(param, param.grad, state, **self.settings)
