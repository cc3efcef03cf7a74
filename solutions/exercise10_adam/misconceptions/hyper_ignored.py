"""Of the settings given to the optimizer only lr has an effect: betas, eps and weight_decay never reach the step,
which works with the defaults. Hand them on to adam_step.
"""


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
        if not self.params:
            raise ValueError("the optimizer has no parameters to work on")
        self.settings = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay}
        self.states = [{} for _ in self.params]

    def zero_grad(self) -> None:
        for param in self.params:
            param.grad = None

    def step(self) -> None:
        for param, state in zip(self.params, self.states, strict=True):
            if param.grad is not None:
                adam_step(param, param.grad, state, lr=self.settings["lr"])
