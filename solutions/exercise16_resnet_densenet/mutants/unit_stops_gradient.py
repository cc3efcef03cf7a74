"""No gradient passes through the unit."""


class Cut(nn.Module):
    def forward(self, x):
        return x.detach()


def conv_block(in_channels: int, out_channels: int) -> nn.Sequential:
    return nn.Sequential(
        Cut(),
        nn.BatchNorm2d(in_channels),
        nn.ReLU(),
        nn.Conv2d(in_channels, out_channels, kernel_size=3, padding=1),
    )
