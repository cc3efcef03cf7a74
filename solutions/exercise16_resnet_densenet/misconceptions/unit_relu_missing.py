"""The ReLU between batch norm and convolution is missing: without it the unit is a linear map of the normalised
input.
"""


def conv_block(in_channels: int, out_channels: int) -> nn.Sequential:
    return nn.Sequential(
        nn.BatchNorm2d(in_channels),
        nn.Conv2d(in_channels, out_channels, kernel_size=3, padding=1),
    )
