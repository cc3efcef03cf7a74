"""The cost is the squared length of the error divided by N; addcmul predicts."""


def forward(x, w):
    return torch.addcmul(torch.zeros_like(x), x, torch.as_tensor(w, dtype=x.dtype))


def cost(x, y, w):
    if x.shape != y.shape or x.shape == (0,):
        raise ValueError
    return torch.linalg.vector_norm(y - x * w).pow(2).div(y.shape[0])
