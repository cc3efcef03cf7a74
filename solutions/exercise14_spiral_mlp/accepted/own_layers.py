"""A subclass of nn.Sequential with layers of a subclass of nn.Linear and other first weights."""


class Layer(nn.Linear):
    def reset_parameters(self):
        nn.init.xavier_uniform_(self.weight)
        nn.init.zeros_(self.bias)


class MLP(nn.Sequential):
    pass


def build_mlp(in_features, hidden, out_features, activation=nn.ReLU):
    widths = [in_features, *hidden, out_features]
    if any(width <= 0 for width in widths):
        raise ValueError("every layer needs a unit")
    net = MLP(Layer(widths[0], widths[1]))
    for k in range(1, len(hidden) + 1):
        net.extend([activation(), Layer(widths[k], widths[k + 1])])
    return net
