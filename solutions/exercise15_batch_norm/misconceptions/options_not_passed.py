"""eps and momentum of your layer have no effect: batch_norm works with its own defaults. Keep them in __init__ and
hand them on in forward.
"""


class BatchNorm1d(nn.Module):
    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float = 0.1, affine: bool = True) -> None:
        super().__init__()
        self.eps = eps
        self.momentum = momentum
        self.register_parameter("weight", nn.Parameter(torch.ones(num_features)) if affine else None)
        self.register_parameter("bias", nn.Parameter(torch.zeros(num_features)) if affine else None)
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        if input.dim() not in (2, 3):
            raise ValueError(f"BatchNorm1d takes (N, C) or (N, C, L), not {tuple(input.shape)}")
        return self._normalise(input)

    def _normalise(self, input: torch.Tensor) -> torch.Tensor:
        output = batch_norm(
            input,
            self.running_mean,
            self.running_var,
            self.weight,
            self.bias,
            training=self.training,
        )
        if self.training:
            self.num_batches_tracked += 1
        return output


class BatchNorm2d(BatchNorm1d):
    def forward(self, input: torch.Tensor) -> torch.Tensor:
        if input.dim() != 4:
            raise ValueError(f"BatchNorm2d takes (N, C, H, W), not {tuple(input.shape)}")
        return self._normalise(input)
