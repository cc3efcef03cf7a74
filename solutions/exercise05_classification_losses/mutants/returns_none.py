"""Every function returns None."""


def log_softmax(*arguments, **options):
    return None


def nll_loss(*arguments, **options):
    return None


def cross_entropy(*arguments, **options):
    return None


def binary_cross_entropy(*arguments, **options):
    return None


def binary_cross_entropy_with_logits(*arguments, **options):
    return None
