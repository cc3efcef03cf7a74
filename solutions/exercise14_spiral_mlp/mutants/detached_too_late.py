"""The graph is built and thrown away. Rightly named graph_built."""


def evaluate(model, X, y):
    was_training = model.training
    model.eval()
    logits = model(X).detach()
    model.train(was_training)
    loss = nn.CrossEntropyLoss()(logits, y)
    accuracy = (logits.argmax(dim=1) == y).double().mean()
    return loss.item(), accuracy.item()
