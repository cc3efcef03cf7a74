"""With an odd height or width your pooling keeps a last, incomplete window (ceil_mode=True). It is to be left out:
5 becomes 2.
"""


def transition_block(in_channels: int, out_channels: int) -> nn.Sequential:
    return nn.Sequential(
        nn.BatchNorm2d(in_channels),
        nn.ReLU(),
        nn.Conv2d(in_channels, out_channels, kernel_size=1),
        nn.AvgPool2d(kernel_size=2, stride=2, ceil_mode=True),
    )
