"""The parameters change."""


def evaluate(model, X, y):
    was_training = model.training
    model.eval()
    with torch.no_grad():
        logits = model(X)
    model.train(was_training)
    loss = nn.CrossEntropyLoss()(logits, y)
    accuracy = (logits.argmax(dim=1) == y).double().mean()
    with torch.no_grad():
        next(model.parameters()).mul_(0.999)
    return loss.item(), accuracy.item()
