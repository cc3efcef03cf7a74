"""The maximum is added back to the logarithm, and taken with max, without a gradient; classes are moved last."""


def log_softmax(input, dim=-1):
    rows = input.movedim(dim, -1)
    largest = rows.detach().max(-1).values
    total = largest + torch.log(sum(torch.exp(column - largest) for column in rows.unbind(-1)))
    return (rows - total.unsqueeze(-1)).movedim(-1, dim)
