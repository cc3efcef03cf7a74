"""The spiral in float64, drawn point by point, class last to first; float32 at the end."""


def make_spiral(n_per_class=1000, n_classes=3, noise=0.2, *, generator=None):
    if n_per_class < 1:
        raise ValueError("n_per_class")
    if n_classes < 1:
        raise ValueError("n_classes")
    rows = []
    for c in reversed(range(n_classes)):
        z = torch.randn(n_per_class, generator=generator, dtype=torch.float64).tolist()
        arm = []
        for k in range(n_per_class):
            t = k / (n_per_class - 1) if n_per_class > 1 else 0.0
            angle = 2 * math.pi * (c + 2 * t) / n_classes + noise * z[k]
            arm.append([t * math.sin(angle), t * math.cos(angle), c])
        rows = arm + rows
    table = torch.tensor(rows, dtype=torch.float64)
    return table[:, :2].to(torch.float32), table[:, 2].long()
