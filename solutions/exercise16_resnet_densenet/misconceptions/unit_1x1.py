"""The unit's convolution has a 1x1 kernel, which never looks at a neighbouring pixel. It is 3x3 with padding 1; the
1x1 convolution belongs into the transition.
"""


def conv_block(in_channels: int, out_channels: int) -> nn.Sequential:
    return nn.Sequential(
        nn.BatchNorm2d(in_channels),
        nn.ReLU(),
        nn.Conv2d(in_channels, out_channels, kernel_size=1),
    )
