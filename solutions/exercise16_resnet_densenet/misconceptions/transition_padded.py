"""Your 1x1 convolution has padding=1, which puts a border around the image. A 1x1 kernel needs no padding."""


def transition_block(in_channels: int, out_channels: int) -> nn.Sequential:
    return nn.Sequential(
        nn.BatchNorm2d(in_channels),
        nn.ReLU(),
        nn.Conv2d(in_channels, out_channels, kernel_size=1, padding=1),
        nn.AvgPool2d(kernel_size=2, stride=2),
    )
