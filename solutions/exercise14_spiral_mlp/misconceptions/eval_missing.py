"""Without model.eval() dropout and batch normalisation act as in training."""


def evaluate(model, X, y):
    with torch.no_grad():
        logits = model(X)
    loss = nn.CrossEntropyLoss()(logits, y)
    accuracy = (logits.argmax(dim=1) == y).double().mean()
    return loss.item(), accuracy.item()
