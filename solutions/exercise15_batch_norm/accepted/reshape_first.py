"""Moves the channels to the end, normalises a table of n rows, and goes back; updates through .data and lerp_."""


def batch_norm(input, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    if input.ndim < 2 or input.size(1) != len(running_mean):
        raise ValueError("wrong number of channels")
    moved = input.movedim(1, -1)
    table = moved.reshape(-1, moved.shape[-1])
    if training:
        if len(table) == 1:
            raise ValueError("one value per channel")
        mean = table.sum(0) / len(table)
        centred = table - mean
        var = (centred * centred).sum(0) / len(table)
        running_mean.data.lerp_(mean.detach(), momentum)
        running_var.data.lerp_((centred * centred).sum(0).detach() / (len(table) - 1), momentum)
    else:
        centred, var = table - running_mean, running_var
    out = centred * torch.rsqrt(var + eps)
    if weight is not None:
        out = out * weight
    if bias is not None:
        out = out + bias
    return out.reshape(moved.shape).movedim(-1, 1)
