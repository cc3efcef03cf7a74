"""Only the outermost module is put into evaluation mode. Rightly named eval_missing."""


def evaluate(model, X, y):
    was_training = model.training
    model.training = False
    with torch.no_grad():
        logits = model(X)
    model.training = was_training
    loss = nn.CrossEntropyLoss()(logits, y)
    accuracy = (logits.argmax(dim=1) == y).double().mean()
    return loss.item(), accuracy.item()
