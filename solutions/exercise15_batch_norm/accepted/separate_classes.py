"""Two independent classes without inheritance; attributes that are None; the counter is replaced, not changed."""


class BatchNorm1d(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1, affine=True):
        super().__init__()
        self.weight = nn.Parameter(torch.full((num_features,), 1.0)) if affine else None
        self.bias = nn.Parameter(torch.full((num_features,), 0.0)) if affine else None
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.zeros((), dtype=torch.long))
        self.settings = (momentum, eps)

    def forward(self, x):
        if x.ndim < 2 or x.ndim > 3:
            raise ValueError
        if self.training:
            self.num_batches_tracked = self.num_batches_tracked + 1
        arguments = (x, self.running_mean, self.running_var, self.weight, self.bias)
        return batch_norm(*arguments, self.training, *self.settings)


class BatchNorm2d(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1, affine=True):
        super().__init__()
        for name, value in (("weight", torch.ones), ("bias", torch.zeros)):
            self.register_parameter(name, nn.Parameter(value(num_features)) if affine else None)
        for name, value in (("running_var", torch.ones), ("running_mean", torch.zeros)):
            self.register_buffer(name, value(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0, dtype=torch.int64))
        self.eps, self.momentum = eps, momentum

    def forward(self, x):
        if len(x.shape) != 4:
            raise ValueError
        output = batch_norm(
            x, self.running_mean, self.running_var, self.weight, self.bias, self.training, self.momentum, self.eps
        )
        self.num_batches_tracked.add_(int(self.training))
        return output
