"""Whatever is neither residual nor dense counts as a transition in your function. Ask for the third kind too, and
raise a ValueError for all others.
"""


def output_shape(input_shape: tuple[int, int, int], plan: list[tuple]) -> tuple[int, int, int]:
    channels, height, width = input_shape
    for kind, *numbers in plan:
        if kind == "residual":
            channels, stride = numbers
            height, width = -(-height // stride), -(-width // stride)
        elif kind == "dense":
            num_convs, growth = numbers
            channels += num_convs * growth
        else:
            channels = numbers[0]
            height, width = height // 2, width // 2
    return channels, height, width
