"""Divides exponentials.

fails: test_loss_and_gradients_formula
says: inf / inf is nan
"""


def loss_and_gradients(input, linear_weight, target):
    logits = input @ linear_weight.T
    total = logits.logsumexp(1)
    rows = range(len(target))
    loss = (total - logits[rows, target]).sum()
    g = logits.exp() / logits.exp().sum(1, keepdim=True)
    g[rows, target] -= 1
    return loss, g @ linear_weight, g.T @ input
