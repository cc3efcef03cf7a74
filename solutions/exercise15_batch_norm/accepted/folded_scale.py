"""Folds everything into one factor and one offset per channel; the variance is E[x²] - E[x]²."""


def standardize(x, eps=1e-5):
    mean = x.mean(0)
    factor = ((x * x).mean(0) - mean * mean + eps) ** -0.5
    return x * factor - mean * factor


def batch_norm(input, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    if input.dim() < 2 or input.shape[1] != running_mean.numel():
        raise ValueError
    dims = tuple(i for i in range(input.dim()) if i != 1)
    n = input.numel() // input.shape[1]
    if training:
        if n == 1:
            raise ValueError
        mean = input.mean(dims)
        var = (input * input).mean(dims) - mean * mean
        with torch.no_grad():
            running_mean.copy_((1 - momentum) * running_mean + momentum * mean)
            running_var.copy_((1 - momentum) * running_var + momentum * var * (n / (n - 1)))
    else:
        mean, var = running_mean, running_var
    scale = (var + eps) ** -0.5 if weight is None else weight * (var + eps) ** -0.5
    offset = -mean * scale if bias is None else bias - mean * scale
    shape = (1, -1) + (1,) * (input.dim() - 2)
    return input * scale.reshape(shape) + offset.reshape(shape)
