"""The transition's convolution has a 3x3 kernel. It is 1x1: it only mixes the channels of each pixel."""


def transition_block(in_channels: int, out_channels: int) -> nn.Sequential:
    return nn.Sequential(
        nn.BatchNorm2d(in_channels),
        nn.ReLU(),
        nn.Conv2d(in_channels, out_channels, kernel_size=3, padding=1),
        nn.AvgPool2d(kernel_size=2, stride=2),
    )
