"""The points are the centres of cells."""


def decision_grid(model, xlim, ylim, n=100):
    steps = (torch.arange(n) + 0.5) / n
    xs, ys = xlim[0] + (xlim[1] - xlim[0]) * steps, ylim[0] + (ylim[1] - ylim[0]) * steps
    grid_y, grid_x = torch.meshgrid(ys, xs, indexing="ij")  # the first index runs over y
    points = torch.stack((grid_x, grid_y), dim=-1).reshape(-1, 2)
    was_training = model.training
    model.eval()
    with torch.no_grad():
        classes = model(points).argmax(dim=1)
    model.train(was_training)
    return classes.reshape(n, n)
