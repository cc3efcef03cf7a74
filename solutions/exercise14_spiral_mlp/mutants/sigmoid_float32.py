"""The result is always float32."""


def sigmoid(x):
    return (0.5 * (1 + torch.tanh(x / 2))).float()
