"""The smallest logit decides."""


def evaluate(model, X, y):
    was_training = model.training
    model.eval()
    with torch.no_grad():
        logits = model(X)
    model.train(was_training)
    loss = nn.CrossEntropyLoss()(logits, y)
    accuracy = (logits.argmin(dim=1) == y).double().mean()
    return loss.item(), accuracy.item()
