"""First values of one's own: a main path that begins silent, small weights, a shortcut that begins as the identity."""


class Residual(nn.Module):
    def __init__(self, in_channels: int, out_channels: int, use_1x1conv: bool = False, stride: int = 1) -> None:
        super().__init__()
        if not use_1x1conv and not (in_channels == out_channels and stride == 1):
            raise ValueError("the shortcut does not fit")
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, padding=1)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, padding=1)
        self.bn1 = nn.BatchNorm2d(out_channels)
        self.bn2 = nn.BatchNorm2d(out_channels)
        nn.init.zeros_(self.bn2.weight)
        self.conv3 = None
        if use_1x1conv:
            self.conv3 = nn.Conv2d(in_channels, out_channels, 1, stride)
            nn.init.dirac_(self.conv3.weight)
            nn.init.zeros_(self.conv3.bias)
        for conv in (self.conv1, self.conv2):
            nn.init.kaiming_normal_(conv.weight, nonlinearity="relu")

    def forward(self, x):
        main = nn.Sequential(self.conv1, self.bn1, nn.ReLU(), self.conv2, self.bn2)(x)
        return F.relu(torch.stack((main, x if self.conv3 is None else self.conv3(x))).sum(0))


def conv_block(in_channels, out_channels):
    unit = nn.Sequential()
    unit.add_module("norm", nn.BatchNorm2d(in_channels))
    unit.add_module("relu", nn.ReLU())
    unit.add_module("conv", nn.Conv2d(in_channels, out_channels, 3, padding=1))
    for parameter in unit.parameters():
        nn.init.normal_(parameter, std=0.01)
    return unit


class DenseBlock(nn.Module):
    def __init__(self, num_convs, in_channels, out_channels):
        super().__init__()
        self.net = nn.ModuleList([])
        self.out_channels = in_channels
        while len(self.net) < num_convs:
            self.net.append(conv_block(self.out_channels, out_channels))
            self.out_channels += out_channels

    def forward(self, x, first=0):
        if first == len(self.net):
            return x
        return self.forward(torch.cat([x, self.net[first](x)], dim=-3), first + 1)
