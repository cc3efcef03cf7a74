"""BatchNorm2d takes everything from 4 dimensions on."""


class BatchNorm2d(BatchNorm1d):
    def forward(self, input: torch.Tensor) -> torch.Tensor:
        if input.dim() < 4:
            raise ValueError(f"BatchNorm2d takes (N, C, H, W), not {tuple(input.shape)}")
        return self._normalise(input)
