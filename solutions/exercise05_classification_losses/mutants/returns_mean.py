"""Every loss is the mean of its input."""


def log_softmax(input, *arguments, **options):
    return input.mean()


def nll_loss(input, *arguments, **options):
    return input.mean()


def cross_entropy(input, *arguments, **options):
    return input.mean()


def binary_cross_entropy(input, *arguments, **options):
    return input.mean()


def binary_cross_entropy_with_logits(input, *arguments, **options):
    return input.mean()
