"""A batch norm of one's own, as exercise15 asks for; the units' parts have names, and the convolution is created
first.
"""


class BatchNorm2d(nn.Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        self.register_buffer("num_batches_tracked", torch.tensor(0))

    def forward(self, x):
        if self.training:
            mean, var = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
            n = x.numel() // x.shape[1]
            with torch.no_grad():
                self.running_mean.lerp_(mean, self.momentum)
                self.running_var.lerp_(var * n / (n - 1), self.momentum)
                self.num_batches_tracked += 1
        else:
            mean, var = self.running_mean, self.running_var
        factor = self.weight / torch.sqrt(var + self.eps)
        return x * factor[:, None, None] + (self.bias - mean * factor)[:, None, None]


class Residual(nn.Module):
    def __init__(self, in_channels, out_channels, use_1x1conv=False, stride=1):
        super().__init__()
        if not use_1x1conv:
            if in_channels != out_channels:
                raise ValueError(f"{in_channels} channels cannot be added to {out_channels}")
            if stride > 1:
                raise ValueError(f"stride {stride} changes the size")
        self.bn1, self.bn2 = BatchNorm2d(out_channels), BatchNorm2d(out_channels)
        for number, channels, kernel, step in ((1, in_channels, 3, stride), (2, out_channels, 3, 1)):
            self.add_module(f"conv{number}", nn.Conv2d(channels, out_channels, kernel, step, kernel // 2))
        self.register_module("conv3", nn.Conv2d(in_channels, out_channels, 1, stride) if use_1x1conv else None)

    def forward(self, x):
        main = self.bn2(self.conv2(self.bn1(self.conv1(x)).clamp(min=0)))
        return (main + (self.conv3(x) if self.conv3 else x)).clamp(min=0)


class Ordered(nn.Sequential):
    def __init__(self, in_channels, out_channels, kernel):
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, kernel, padding=kernel // 2)
        self.norm = BatchNorm2d(in_channels)

    def forward(self, x):
        return self.conv(self.norm(x).relu())


def conv_block(in_channels, out_channels):
    return Ordered(in_channels, out_channels, 3)


def transition_block(in_channels, out_channels):
    return nn.Sequential(Ordered(in_channels, out_channels, 1), nn.AvgPool2d(2, 2))
