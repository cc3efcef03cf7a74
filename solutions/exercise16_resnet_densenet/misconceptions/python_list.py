"""Your units are kept in a plain Python list, where nn.Module does not find them: parameters(), state_dict(),
train() and double() pass them by, and an optimizer would never train them. Use nn.ModuleList.
"""


class DenseBlock(nn.Module):
    def __init__(self, num_convs: int, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.net = [conv_block(in_channels + i * out_channels, out_channels) for i in range(num_convs)]
        self.out_channels = in_channels + num_convs * out_channels

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for unit in self.net:
            x = torch.cat((x, unit(x)), dim=1)
        return x
