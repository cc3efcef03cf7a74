"""ReLU modules that work in place on the block's own tensors; the parts in another order; += on the main path."""


class Residual(nn.Module):
    def __init__(self, in_channels, out_channels, use_1x1conv=False, stride=1):
        super().__init__()
        if (in_channels, stride) != (out_channels, 1) and not use_1x1conv:
            raise ValueError
        self.relu = nn.ReLU(inplace=True)
        self.conv3 = None
        if use_1x1conv:
            self.conv3 = nn.Conv2d(in_channels, out_channels, 1, stride)
        self.bn2, self.bn1 = nn.BatchNorm2d(out_channels), nn.BatchNorm2d(out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, 1, 1)
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, 1)

    def forward(self, x):
        identity = x if self.conv3 is None else self.conv3(x)
        out = self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x)))))
        out += identity
        return self.relu(out)


def conv_block(in_channels, out_channels):
    parts = [
        nn.BatchNorm2d(in_channels),
        nn.ReLU(inplace=True),
        nn.Conv2d(in_channels, out_channels, 3, padding="same"),
    ]
    return nn.Sequential(*parts)
