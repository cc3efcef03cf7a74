"""collapse from the state dict with einsum; a recursion for the bias; clone for one layer."""


def collapse(model):
    children = list(model.children())
    if not children:
        raise ValueError
    for child in children:
        if not isinstance(child, nn.Linear):
            raise ValueError
    numbers = {name: value.clone() for name, value in model.state_dict().items()}

    def from_layer(k):
        weight = numbers[f"{k}.weight"]
        bias = numbers.get(f"{k}.bias", weight.new_zeros(len(weight)))
        if k == 0:
            return weight, bias
        before, shift = from_layer(k - 1)
        return torch.einsum("ij,jk->ik", weight, before), torch.einsum("ij,j->i", weight, shift) + bias

    return from_layer(len(children) - 1)
