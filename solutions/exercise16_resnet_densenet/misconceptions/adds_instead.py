"""You add what a unit makes to x, as ResNet does. DenseNet puts it behind x as new channels, torch.cat(..., dim=1),
so that the number of channels grows.
"""


class DenseBlock(nn.Module):
    def __init__(self, num_convs: int, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.net = nn.ModuleList(conv_block(in_channels + i * out_channels, out_channels) for i in range(num_convs))
        self.out_channels = in_channels + num_convs * out_channels

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for unit in self.net:
            x = x + unit(x)
        return x
