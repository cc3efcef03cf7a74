"""Every image is normalised for itself."""


def conv_block(in_channels: int, out_channels: int) -> nn.Sequential:
    return nn.Sequential(
        nn.InstanceNorm2d(in_channels, affine=True, track_running_stats=True),
        nn.ReLU(),
        nn.Conv2d(in_channels, out_channels, kernel_size=3, padding=1),
    )
