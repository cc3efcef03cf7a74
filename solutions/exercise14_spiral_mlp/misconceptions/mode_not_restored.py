"""The model stays in evaluation mode. Remember model.training and restore it at the end."""


def evaluate(model, X, y):
    model.eval()
    with torch.no_grad():
        logits = model(X)
    loss = nn.CrossEntropyLoss()(logits, y)
    accuracy = (logits.argmax(dim=1) == y).double().mean()
    return loss.item(), accuracy.item()
