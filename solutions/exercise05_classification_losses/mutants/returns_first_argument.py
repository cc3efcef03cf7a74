"""Every function returns its first argument."""


def log_softmax(input, *arguments, **options):
    return input


def nll_loss(input, *arguments, **options):
    return input


def cross_entropy(input, *arguments, **options):
    return input


def binary_cross_entropy(input, *arguments, **options):
    return input


def binary_cross_entropy_with_logits(input, *arguments, **options):
    return input
