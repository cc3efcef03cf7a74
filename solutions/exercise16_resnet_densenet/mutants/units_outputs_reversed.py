"""The output holds the units' channels in reverse order."""


class DenseBlock(nn.Module):
    def __init__(self, num_convs: int, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.net = nn.ModuleList(conv_block(in_channels + i * out_channels, out_channels) for i in range(num_convs))
        self.out_channels = in_channels + num_convs * out_channels

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        first, made = x, []
        for unit in self.net:
            made.insert(0, unit(x))
            x = torch.cat((x, made[0]), dim=1)
        return torch.cat((first, *made), dim=1)
