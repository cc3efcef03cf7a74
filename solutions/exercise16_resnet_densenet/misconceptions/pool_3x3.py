"""You average over 3x3 pixels. The transition averages over each 2x2 pixels, so that every pixel counts exactly
once.
"""


def transition_block(in_channels: int, out_channels: int) -> nn.Sequential:
    return nn.Sequential(
        nn.BatchNorm2d(in_channels),
        nn.ReLU(),
        nn.Conv2d(in_channels, out_channels, kernel_size=1),
        nn.AvgPool2d(kernel_size=3, stride=2, padding=1),
    )
