"""The path is the cumulative sum of its moves; the path of gd lives in a float64 tensor."""


def gd_nd(gradf, x0, lr, steps=20):
    moves = [x0.clone()]
    for _ in range(steps):
        moves.append(gradf(torch.stack(moves).sum(0)).clone() * -lr)
    return torch.stack(moves).cumsum(0)


def gd(gradf, x0, lr, steps=10):
    path = torch.zeros(steps + 1, dtype=torch.float64)
    path[0] = x0
    for k in range(steps):
        path[k + 1] = path[k].item() - lr * gradf(path[k].item())
    return path.tolist()
