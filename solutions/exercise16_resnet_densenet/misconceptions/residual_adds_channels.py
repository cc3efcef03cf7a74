"""You add a residual block's channels to those before it. It is the dense block that appends; behind a residual
block there are out_channels channels.
"""


def output_shape(input_shape: tuple[int, int, int], plan: list[tuple]) -> tuple[int, int, int]:
    channels, height, width = input_shape
    for kind, *numbers in plan:
        if kind == "residual":
            stride = numbers[1]
            channels += numbers[0]
            height, width = -(-height // stride), -(-width // stride)
        elif kind == "dense":
            num_convs, growth = numbers
            channels += num_convs * growth
        elif kind == "transition":
            (channels,) = numbers
            height, width = height // 2, width // 2
        else:
            raise ValueError(f"a block is residual, dense or transition, not {kind!r}")
    return channels, height, width
