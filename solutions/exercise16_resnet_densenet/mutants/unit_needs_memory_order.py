"""The unit takes contiguous images only."""


class Flat(nn.Module):
    def forward(self, x):
        return x.view(-1).view(x.shape)


def conv_block(in_channels: int, out_channels: int) -> nn.Sequential:
    return nn.Sequential(
        Flat(),
        nn.BatchNorm2d(in_channels),
        nn.ReLU(),
        nn.Conv2d(in_channels, out_channels, kernel_size=3, padding=1),
    )
