"""You divide the least-squares solution by 1 + weight_decay / 2. The penalty shrinks each direction differently:
it belongs into the equation that is solved.
"""


def fit_ridge(X: Tensor, y: Tensor, weight_decay: float = 0.0) -> Tensor:
    if weight_decay < 0:
        raise ValueError("weight_decay must not be negative")
    if X.dim() != 2 or y.shape != X.shape[:1]:
        raise ValueError("X must have the shape (N, D), and y the shape (N,)")
    return torch.linalg.pinv(X) @ y / (1 + weight_decay / 2)
