"""You average over the batch only, so every pixel has a mean of its own. For images, a channel has ONE mean and
ONE variance, over the batch, the height and the width.
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
        n = input.numel() // input.shape[1]
        if n == 1:
            raise ValueError("training needs more than one value per channel")
        mean = input.mean(0, keepdim=True)
        var = input.var(0, correction=0, keepdim=True)
        with torch.no_grad():
            running_mean.mul_(1 - momentum).add_(momentum * mean.mean(dims))
            running_var.mul_(1 - momentum).add_(momentum * var.mean(dims) * n / (n - 1))
    else:
        mean, var = running_mean.view(shape), running_var.view(shape)

    output = (input - mean) / torch.sqrt(var + eps)
    if weight is not None:
        output = output * weight.view(shape)
    if bias is not None:
        output = output + bias.view(shape)
    return output
