"""Your first radius is one step away from 0. The n_per_class radii go from 0 to 1, both ends included."""


def make_spiral(
    n_per_class: int = 1000, n_classes: int = 3, noise: float = 0.2, *, generator: torch.Generator | None = None
) -> tuple[Tensor, Tensor]:
    if n_per_class < 1 or n_classes < 1:
        raise ValueError("there must be at least one point and one class")
    t = torch.linspace(0, 1, n_per_class + 1)[1:]
    arms = []
    for c in range(n_classes):
        start, end = 2 * math.pi * c / n_classes, 2 * math.pi * (c + 2) / n_classes
        angle = torch.linspace(start, end, n_per_class)
        angle = angle + noise * torch.randn(n_per_class, generator=generator)
        arms.append(torch.stack((t * angle.sin(), t * angle.cos()), dim=1))
    return torch.cat(arms), torch.arange(n_classes).repeat_interleave(n_per_class)
