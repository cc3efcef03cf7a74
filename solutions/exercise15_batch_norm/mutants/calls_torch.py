"""torch's own function: against the rule of the exercise."""


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
    return nn.functional.batch_norm(input, running_mean, running_var, weight, bias, training, momentum, eps)
