"""Each unit of your block sees the block's input only. It has to see what the earlier units have made as well:
append it to x before the next unit is called.
"""


class DenseBlock(nn.Module):
    def __init__(self, num_convs: int, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.net = nn.ModuleList(conv_block(in_channels, out_channels) for i in range(num_convs))
        self.out_channels = in_channels + num_convs * out_channels

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.cat([x, *[unit(x) for unit in self.net]], dim=1)
