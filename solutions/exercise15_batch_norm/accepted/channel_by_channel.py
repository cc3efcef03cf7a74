"""Goes through the channels in a Python loop, with standardize doing the work in training."""


def batch_norm(input, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    if input.dim() < 2 or len(running_mean) != input.size(1):
        raise ValueError(f"{input.dim()} dimensions")
    if training and input.select(1, 0).numel() == 1:
        raise ValueError("one value per channel")
    channels = []
    for c, values in enumerate(input.unbind(1)):
        if training:
            out = standardize(values.reshape(-1, 1), eps).reshape(values.shape)
            with torch.no_grad():
                running_mean[c] += momentum * (values.mean() - running_mean[c])
                running_var[c] += momentum * (values.var() - running_var[c])
        else:
            out = (values - running_mean[c]) / torch.sqrt(running_var[c] + eps)
        if weight is not None:
            out = out * weight[c]
        if bias is not None:
            out = out + bias[c]
        channels.append(out)
    return torch.stack(channels, dim=1)
