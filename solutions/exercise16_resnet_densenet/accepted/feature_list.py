"""The dense block keeps a list of feature maps; transition with the pooling before the 1x1 convolution, which is
the same function.
"""


class DenseBlock(nn.Module):
    def __init__(self, num_convs, in_channels, out_channels):
        super().__init__()
        self.net = nn.ModuleList()
        for _ in range(num_convs):
            self.net.append(conv_block(in_channels=in_channels, out_channels=out_channels))
            in_channels += out_channels
        self.out_channels = in_channels

    def forward(self, x):
        maps = [x]
        for unit in self.net:
            maps.append(unit(torch.cat(maps, 1)))
        return torch.cat(maps, 1)


def transition_block(in_channels, out_channels):
    return nn.Sequential(
        nn.BatchNorm2d(in_channels), nn.ReLU(True), nn.AvgPool2d(2), nn.Conv2d(in_channels, out_channels, 1)
    )


def output_shape(input_shape, plan):
    import math

    channels, *sizes = input_shape
    for step in plan:
        match step:
            case ("residual", channels, stride):
                sizes = [math.ceil(size / stride) for size in sizes]
            case ("dense", number, more):
                channels = channels + number * more
            case ("transition", channels):
                sizes = [size >> 1 for size in sizes]
            case _:
                raise ValueError(step)
    return (channels, *sizes)
