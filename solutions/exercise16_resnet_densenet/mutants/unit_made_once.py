"""Two calls with the same numbers return one and the same unit."""

UNITS = {}


def conv_block(in_channels: int, out_channels: int) -> nn.Sequential:
    unit = nn.Sequential(
        nn.BatchNorm2d(in_channels),
        nn.ReLU(),
        nn.Conv2d(in_channels, out_channels, kernel_size=3, padding=1),
    )
    return UNITS.setdefault((in_channels, out_channels), unit)
