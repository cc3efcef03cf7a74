"""You normalise every sample over its own features: that is layer norm. Batch norm takes one channel at a time and
normalises it over the whole batch.
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
    dims = list(range(1, input.dim()))
    shape = [1, -1] + [1] * (input.dim() - 2)  # lines up a (C,) vector with dimension 1

    if training and input.numel() == input.shape[1]:
        raise ValueError("training needs more than one value per channel")
    mean = input.mean(dims, keepdim=True)
    var = input.var(dims, correction=0, keepdim=True)

    output = (input - mean) / torch.sqrt(var + eps)
    if weight is not None:
        output = output * weight.view(shape)
    if bias is not None:
        output = output + bias.view(shape)
    return output
