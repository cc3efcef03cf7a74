"""Takes the bare number out of w."""


def forward(x: Tensor, w: float | Tensor) -> Tensor:
    return x * float(w)
