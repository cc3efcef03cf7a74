"""After evaluate the model is always in training mode, also if it came in evaluation mode."""


def evaluate(model, X, y):
    model.eval()
    with torch.no_grad():
        logits = model(X)
    model.train()
    loss = nn.CrossEntropyLoss()(logits, y)
    accuracy = (logits.argmax(dim=1) == y).double().mean()
    return loss.item(), accuracy.item()
