"""Rows and columns are exchanged: the first index belongs to y, the second to x.

That happens with meshgrid(xs, ys), whose default indexing lets the first index run over its first argument.
"""


def decision_grid(model, xlim, ylim, n=100):
    xs, ys = torch.linspace(*xlim, n), torch.linspace(*ylim, n)
    grid_x, grid_y = torch.meshgrid(xs, ys, indexing="ij")
    points = torch.stack((grid_x, grid_y), dim=-1).reshape(-1, 2)
    was_training = model.training
    model.eval()
    with torch.no_grad():
        classes = model(points).argmax(dim=1)
    model.train(was_training)
    return classes.reshape(n, n)
