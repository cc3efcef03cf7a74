"""Gauss elimination with pivots, in Python floats."""


def newton_step(grad: Tensor, hess: Tensor) -> Tensor:
    if grad.dim() != 1 or hess.dim() != 2 or hess.shape[0] != hess.shape[1] or hess.shape[0] != grad.shape[0]:
        raise ValueError("shapes")
    rows = [[*row, -g] for row, g in zip(hess.tolist(), grad.tolist(), strict=True)]
    n = len(rows)
    for i in range(n):
        best = max(range(i, n), key=lambda r: abs(rows[r][i]))
        rows[i], rows[best] = rows[best], rows[i]
        if rows[i][i] == 0:
            raise ValueError("singular")
        rows[i] = [v / rows[i][i] for v in rows[i]]
        for r in range(n):
            if r != i:
                rows[r] = [a - rows[r][i] * b for a, b in zip(rows[r], rows[i], strict=True)]
    return torch.tensor([row[-1] for row in rows], dtype=grad.dtype)
