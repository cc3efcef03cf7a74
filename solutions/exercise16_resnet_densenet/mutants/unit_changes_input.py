"""The unit normalises the caller's own tensor."""


class InPlace(nn.Module):
    def forward(self, x):
        x.detach().clamp_(min=-1)
        return x


def conv_block(in_channels: int, out_channels: int) -> nn.Sequential:
    return nn.Sequential(
        InPlace(),
        nn.BatchNorm2d(in_channels),
        nn.ReLU(),
        nn.Conv2d(in_channels, out_channels, kernel_size=3, padding=1),
    )
