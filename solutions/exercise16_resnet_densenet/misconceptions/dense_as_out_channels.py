"""You take a dense block's last number as the channels of its output. It is what each unit appends: channels +
num_convs * out_channels.
"""


def output_shape(input_shape: tuple[int, int, int], plan: list[tuple]) -> tuple[int, int, int]:
    channels, height, width = input_shape
    for kind, *numbers in plan:
        if kind == "residual":
            channels, stride = numbers
            height, width = -(-height // stride), -(-width // stride)
        elif kind == "dense":
            channels = numbers[1]
        elif kind == "transition":
            (channels,) = numbers
            height, width = height // 2, width // 2
        else:
            raise ValueError(f"a block is residual, dense or transition, not {kind!r}")
    return channels, height, width
