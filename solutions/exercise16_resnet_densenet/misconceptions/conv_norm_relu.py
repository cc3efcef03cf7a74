"""The order of your unit is convolution, batch norm, ReLU. In DenseNet it is batch norm, ReLU, convolution; so the
batch norm has in_channels channels, and the unit may give negative numbers.
"""


def conv_block(in_channels: int, out_channels: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(in_channels, out_channels, kernel_size=3, padding=1),
        nn.BatchNorm2d(out_channels),
        nn.ReLU(),
    )
