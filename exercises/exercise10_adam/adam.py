from collections.abc import Iterable

import torch


def bias_corrected(moment: torch.Tensor, beta: float, step: int) -> torch.Tensor:
    """Correct a moving average that started at 0: moment / (1 - beta ** step).

    Such an average is updated by avg = beta * avg + (1 - beta) * value; `moment` is what it is after `step` updates.
    While it is young it is too small, because it still remembers the 0 that it started from.

    Args:
        moment: the average, a floating-point tensor of any shape. It is never changed.
        beta: a Python float with 0 <= beta < 1 (0 included). Other values are not checked.
        step: how many updates there were: 1 after the first.

    Returns:
        A new tensor with the shape and dtype of `moment`; new also where nothing is to be corrected (beta = 0).
        A float64 moment is corrected with float64 accuracy: compute 1 - beta ** step with Python floats, because
        a float32 tensor that holds 1 - 0.999 has only four right digits.

    Raises:
        ValueError: `step` is less than 1.

    """
    raise NotImplementedError


def adam_step(
    param: torch.Tensor,
    grad: torch.Tensor,
    state: dict,
    lr: float = 1e-3,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> None:
    """Do one step of Adam: change `param` in place and return None.

    With (b1, b2) = betas and t = 1, 2, 3, ... the number of this step:

        g     = grad + weight_decay · param
        m     = b1 * m + (1 - b1) * g            m and v are 0 before the first step
        v     = b2 * v + (1 - b2) * g ** 2
        m_hat = m / (1 - b1 ** t)                v_hat = v / (1 - b2 ** t)
        param = param - lr * m_hat / (sqrt(v_hat) + eps)

    These are the values of torch.optim.Adam with its default amsgrad=False, with float64 accuracy where `param` is
    float64.

    Args:
        param: a floating-point tensor of any shape, contiguous or not; it may be a leaf that requires grad. The new
            values are written into its own memory, so whoever else looks at that memory sees them (a new tensor in
            `param.data` would not do). It stays a leaf, keeps its dtype, and its `.grad` is neither read nor changed.
        grad: the gradient, with the shape and dtype of `param`. It is never changed and never remembered: the caller
            may put the next gradient into the same tensor.
        state: the memory of this one parameter, an empty dict before its first step. Everything that the next step
            needs is kept in it and nowhere else, so that a fresh dict starts afresh and a copy of the dict continues
            from where it was copied. What you store in it, under which keys, is up to you.
        lr: step length, at least 0. `lr`, `eps` and `weight_decay` may change from one call to the next.
        betas: the two decay rates, each in [0, 1), 0 included. They stay the same during one run.
        eps: added to the root, at least 0. (With eps = 0, gradients that are 0 from the start are not checked.)
        weight_decay: how much of `param` is added to the gradient, at least 0.

    Raises:
        ValueError: `lr`, `eps` or `weight_decay` is negative, or one of `betas` lies outside [0, 1). Then neither
            `param` nor `state` has changed. (NaN is not checked.)

    """
    raise NotImplementedError


def adamax_step(
    param: torch.Tensor,
    grad: torch.Tensor,
    state: dict,
    lr: float = 2e-3,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
) -> None:
    """Do one step of Adamax: change `param` in place and return None.

    With (b1, b2) = betas and t = 1, 2, 3, ... the number of this step:

        m     = b1 * m + (1 - b1) * grad         m and u are 0 before the first step
        u     = max(b2 * u, |grad| + eps)        in every coordinate for itself
        param = param - lr * m / (1 - b1 ** t) / u

    These are the values of torch.optim.Adamax. There is no weight_decay here.

    Args:
        param: as in `adam_step`: the new values are written into its own memory, and it stays a leaf.
        grad: as in `adam_step`: never changed and never remembered.
        state: as in `adam_step`: an empty dict before the first step; all memory is in it.
        lr: step length, at least 0. `lr` and `eps` may change from one call to the next.
        betas: the two decay rates, each in [0, 1), 0 included. They stay the same during one run.
        eps: added to |grad|, at least 0. (With eps = 0, gradients that are 0 from the start are not checked.)

    Raises:
        ValueError: `lr` or `eps` is negative, or one of `betas` lies outside [0, 1). Then neither `param` nor `state`
            has changed. (NaN is not checked.)

    """
    raise NotImplementedError


class Adam:
    """A small optimizer that is used as torch.optim.Adam is: adam_step for all parameters of a model.

    It keeps one state per parameter, for itself: another optimizer, even one over the same parameters, has its own.

    Args:
        params: an iterable of different tensors: a list, a tuple, or a generator such as model.parameters(), which can
            be walked through only once. The optimizer works on these very tensors; between two steps others may change
            their values too. Not asked for: parameter groups (dicts), a single tensor in place of an iterable, and the
            same tensor given twice.
        lr: as in `adam_step`, for every step and every parameter; so are the next three.
        betas: as in `adam_step`.
        eps: as in `adam_step`.
        weight_decay: as in `adam_step`.

    Raises:
        ValueError: there is no parameter in `params`; raised when the optimizer is made. (Whether a bad lr, betas, eps
            or weight_decay is refused already here or only by the first step is open, and not checked.)

    """

    def __init__(
        self,
        params: Iterable[torch.Tensor],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        raise NotImplementedError

    def zero_grad(self) -> None:
        """Forget the gradients: set `.grad` of every parameter to None (not to zeros). Returns None."""
        raise NotImplementedError

    def step(self) -> None:
        """Do one Adam step, in place, for every parameter that has a gradient. Returns None.

        The gradient is the parameter's `.grad`, which stays as it is. A parameter whose `.grad` is None is skipped:
        neither its values nor its memory change, and the step does not count for it.
        """
        raise NotImplementedError
