"""Training as a torch.autograd.Function with its gradient derived by hand."""


class Normalise(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, eps):
        mean, var = x.mean(0), x.var(0, correction=0)
        root = (var + eps).sqrt()
        y = (x - mean) / root
        ctx.save_for_backward(y, root)
        return y

    @staticmethod
    def backward(ctx, g):
        y, root = ctx.saved_tensors
        return (g - g.mean(0) - y * (g * y).mean(0)) / root, None


def batch_norm(input, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    if input.dim() < 2 or input.shape[1] != running_mean.shape[0]:
        raise ValueError("wrong shape")
    table = input.transpose(0, 1).flatten(1).T
    if training:
        if table.shape[0] == 1:
            raise ValueError("one value per channel")
        out = Normalise.apply(table, eps)
        with torch.no_grad():
            running_mean += momentum * (table.mean(0) - running_mean)
            running_var += momentum * (table.var(0) - running_var)
    else:
        out = (table - running_mean) / torch.sqrt(running_var + eps)
    out = out if weight is None else weight * out
    out = out if bias is None else bias + out
    return out.T.reshape(input.shape[1], input.shape[0], *input.shape[2:]).transpose(0, 1)
