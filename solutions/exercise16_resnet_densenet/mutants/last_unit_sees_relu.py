"""The last unit's predecessors are handed on through a ReLU."""


class DenseBlock(nn.Module):
    def __init__(self, num_convs: int, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.net = nn.ModuleList(conv_block(in_channels + i * out_channels, out_channels) for i in range(num_convs))
        self.out_channels = in_channels + num_convs * out_channels

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for unit in self.net:
            x = torch.cat((F.relu(x) if unit is self.net[-1] else x, unit(x)), dim=1)
        return x
