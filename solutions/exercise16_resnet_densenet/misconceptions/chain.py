"""Each unit of your block gets only what the unit before it has made, and everything is put together at the end.
Each unit has to see ALL that is there: the input and what every earlier unit has made.
"""


class DenseBlock(nn.Module):
    def __init__(self, num_convs: int, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.net = nn.ModuleList(conv_block(out_channels if i else in_channels, out_channels) for i in range(num_convs))
        self.out_channels = in_channels + num_convs * out_channels

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        parts = [x]
        for unit in self.net:
            parts.append(unit(parts[-1]))
        return torch.cat(parts, dim=1)
