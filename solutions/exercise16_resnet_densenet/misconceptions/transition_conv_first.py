"""The order of your transition is convolution, batch norm, ReLU, pooling. Batch norm and ReLU come first, as in the
unit of a dense block, and so the batch norm has in_channels channels.
"""


def transition_block(in_channels: int, out_channels: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(in_channels, out_channels, kernel_size=1),
        nn.BatchNorm2d(out_channels),
        nn.ReLU(),
        nn.AvgPool2d(kernel_size=2, stride=2),
    )
