"""The model is given the points as (y, x); x comes first."""


def decision_grid(model, xlim, ylim, n=100):
    xs, ys = torch.linspace(*xlim, n), torch.linspace(*ylim, n)
    grid_y, grid_x = torch.meshgrid(ys, xs, indexing="ij")  # the first index runs over y
    points = torch.stack((grid_y, grid_x), dim=-1).reshape(-1, 2)
    was_training = model.training
    model.eval()
    with torch.no_grad():
        classes = model(points).argmax(dim=1)
    model.train(was_training)
    return classes.reshape(n, n)
