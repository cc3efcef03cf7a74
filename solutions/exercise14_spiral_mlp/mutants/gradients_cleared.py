"""The model's gradients are lost."""


def evaluate(model, X, y):
    model.zero_grad()
    was_training = model.training
    model.eval()
    with torch.no_grad():
        logits = model(X)
    model.train(was_training)
    loss = nn.CrossEntropyLoss()(logits, y)
    accuracy = (logits.argmax(dim=1) == y).double().mean()
    return loss.item(), accuracy.item()
