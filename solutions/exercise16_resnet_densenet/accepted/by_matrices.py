"""Convolutions written as matrix products over patches; batch norm through torch's function; a where for ReLU;
pooling by a mean over a new dimension.
"""


def convolve(conv, x):
    height, width = (-(-size // conv.stride[0]) for size in x.shape[2:])
    patches = F.unfold(x, conv.kernel_size, padding=conv.kernel_size[0] // 2, stride=conv.stride)
    product = torch.einsum("ok,nkp->nop", conv.weight.flatten(1), patches)
    return (product + conv.bias[:, None]).unflatten(2, (height, width))


def normalise(norm, x, training):
    return F.batch_norm(x, norm.running_mean, norm.running_var, norm.weight, norm.bias, training)


def positive(x):
    return torch.where(x > 0, x, torch.zeros_like(x))


class Residual(nn.Module):
    def __init__(self, in_channels: int, out_channels: int, use_1x1conv: bool = False, stride: int = 1) -> None:
        super().__init__()
        if not (use_1x1conv or (in_channels == out_channels and stride == 1)):
            raise ValueError("1x1")
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride=stride)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3)
        self.bn1, self.bn2 = (nn.BatchNorm2d(out_channels) for _ in range(2))
        self.conv3 = nn.Conv2d(in_channels, out_channels, 1, stride=stride) if use_1x1conv else None

    def forward(self, x):
        y = positive(normalise(self.bn1, convolve(self.conv1, x), self.training))
        y = normalise(self.bn2, convolve(self.conv2, y), self.training)
        if self.conv3 is None:
            return positive(x + y)
        step = self.conv3.stride[0]
        small = torch.einsum("oi,nihw->nohw", self.conv3.weight[:, :, 0, 0], x[:, :, ::step, ::step])
        return positive(small + self.conv3.bias.view(1, -1, 1, 1) + y)


class Halve(nn.Module):
    def forward(self, x):
        height, width = x.shape[2] // 2, x.shape[3] // 2
        x = x[:, :, : 2 * height, : 2 * width]
        return (x[..., 0::2, 0::2] + x[..., 0::2, 1::2] + x[..., 1::2, 0::2] + x[..., 1::2, 1::2]) / 4


def transition_block(in_channels, out_channels):
    mix = nn.Sequential(nn.Conv2d(in_channels, out_channels, (1, 1)))
    return nn.Sequential(nn.Sequential(nn.BatchNorm2d(in_channels), nn.ReLU()), Halve(), mix)


def output_shape(input_shape, plan):
    if not plan:
        return tuple(input_shape)
    (channels, height, width), (kind, *numbers) = input_shape, plan[0]
    if kind == "residual":
        step = numbers[1]
        following = (numbers[0], len(range(0, height, step)), len(range(0, width, step)))
    elif kind == "dense":
        following = (channels + sum(numbers[1] for _ in range(numbers[0])), height, width)
    elif kind == "transition":
        following = (numbers[0], (height - height % 2) // 2, (width - width % 2) // 2)
    else:
        raise ValueError
    return output_shape(following, plan[1:])
