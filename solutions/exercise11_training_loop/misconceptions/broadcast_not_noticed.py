"""A target of shape (N,) against a prediction of shape (N, 1) goes through. The difference is an N × N table,
every prediction is compared with every target, and the model learns only the mean. Compare the shapes, and
raise ValueError.
"""


def train_step(model: nn.Module, criterion: nn.Module, optimizer: torch.optim.Optimizer, x: Tensor, y: Tensor) -> float:
    out = model(x)
    loss = criterion(out, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
