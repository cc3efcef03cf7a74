"""Your BatchNorm2d also takes input that has fewer or more than 4 dimensions. It is a layer for images (N, C, H,
W): raise ValueError for anything else, or a forgotten dimension goes unnoticed.
"""


class BatchNorm2d(BatchNorm1d):
    def forward(self, input: torch.Tensor) -> torch.Tensor:
        return self._normalise(input)
