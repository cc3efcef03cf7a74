"""The unit is a module of its own kind."""


class Unit(nn.Module):
    def __init__(self, *parts):
        super().__init__()
        self.norm, self.relu, self.conv = parts

    def forward(self, x):
        return self.conv(self.relu(self.norm(x)))


def conv_block(in_channels: int, out_channels: int) -> Unit:
    return Unit(
        nn.BatchNorm2d(in_channels),
        nn.ReLU(),
        nn.Conv2d(in_channels, out_channels, kernel_size=3, padding=1),
    )
