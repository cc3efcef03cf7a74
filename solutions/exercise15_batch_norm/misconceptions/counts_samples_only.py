"""Your n is the number of samples. For images and sequences a channel has a value at every position of every sample: n
is N times the number of positions, and n / (n − 1) makes the variance unbiased.
"""


def batch_norm(
    input: torch.Tensor,
    running_mean: torch.Tensor,
    running_var: torch.Tensor,
    weight: torch.Tensor | None = None,
    bias: torch.Tensor | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> torch.Tensor:
    if input.dim() < 2 or input.shape[1] != running_mean.shape[0]:
        raise ValueError(f"input must be (N, {len(running_mean)}, *), not {tuple(input.shape)}")
    dims = [dim for dim in range(input.dim()) if dim != 1]  # what is averaged: everything but the channels
    shape = [1, -1] + [1] * (input.dim() - 2)  # lines up a (C,) vector with dimension 1

    if training:
        n = len(input)
        if input.numel() == input.shape[1]:
            raise ValueError("training needs more than one value per channel")
        mean = input.mean(dims)
        var = input.var(dims, correction=0)
        with torch.no_grad():
            running_mean.mul_(1 - momentum).add_(momentum * mean)
            running_var.mul_(1 - momentum).add_(momentum * var * n / (n - 1))
    else:
        mean, var = running_mean, running_var

    output = (input - mean.view(shape)) / torch.sqrt(var.view(shape) + eps)
    if weight is not None:
        output = output * weight.view(shape)
    if bias is not None:
        output = output + bias.view(shape)
    return output
