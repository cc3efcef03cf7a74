"""The model multiplies, ŷ = x · w. Yours adds the weight to x."""


def forward(x: Tensor, w: float | Tensor) -> Tensor:
    return x + w
