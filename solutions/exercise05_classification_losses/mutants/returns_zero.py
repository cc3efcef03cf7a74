"""Every function returns a zero of the right dtype."""


def log_softmax(input, *arguments, **options):
    return input.new_zeros(())


def nll_loss(input, *arguments, **options):
    return input.new_zeros(())


def cross_entropy(input, *arguments, **options):
    return input.new_zeros(())


def binary_cross_entropy(input, *arguments, **options):
    return input.new_zeros(())


def binary_cross_entropy_with_logits(input, *arguments, **options):
    return input.new_zeros(())
