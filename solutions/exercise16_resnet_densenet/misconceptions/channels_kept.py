"""Your 1x1 convolution keeps the channels. It is there to change them: from in_channels to out_channels."""


def transition_block(in_channels: int, out_channels: int) -> nn.Sequential:
    return nn.Sequential(
        nn.BatchNorm2d(in_channels),
        nn.ReLU(),
        nn.Conv2d(in_channels, in_channels, kernel_size=1),
        nn.AvgPool2d(kernel_size=2, stride=2),
    )
