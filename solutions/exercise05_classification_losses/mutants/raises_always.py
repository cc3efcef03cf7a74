"""Every function raises ValueError."""


def log_softmax(*arguments, **options):
    raise ValueError


def nll_loss(*arguments, **options):
    raise ValueError


def cross_entropy(*arguments, **options):
    raise ValueError


def binary_cross_entropy(*arguments, **options):
    raise ValueError


def binary_cross_entropy_with_logits(*arguments, **options):
    raise ValueError
