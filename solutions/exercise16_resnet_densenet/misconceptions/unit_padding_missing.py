"""The convolution has no padding, so that the image shrinks and cannot be put behind x. A 3x3 convolution keeps the
size with padding=1.
"""


def conv_block(in_channels: int, out_channels: int) -> nn.Sequential:
    return nn.Sequential(
        nn.BatchNorm2d(in_channels),
        nn.ReLU(),
        nn.Conv2d(in_channels, out_channels, kernel_size=3),
    )
