"""Your check of the sum of p lets too much pass: a sum that differs from 1 by more than 1e-6 has to be refused. If you
use torch.isclose or torch.allclose: they add a relative tolerance of 1e-5 to the absolute one that you give, unless
you say rtol=0."""


def jensen_gap(f: Callable[[Tensor], Tensor], x: Tensor, p: Tensor | None = None) -> float:
    if p is None:
        p = torch.full_like(x, 1 / len(x))
    if (
        p.shape != x.shape
        or bool((p < 0).any())
        or not torch.isclose(p.sum(), torch.ones((), dtype=p.dtype), atol=1e-6)
    ):
        raise ValueError("p must hold one probability for each value of x")
    return ((p * f(x)).sum() - f((p * x).sum())).item()
