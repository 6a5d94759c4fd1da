"""Takes the lengths out of the graph.

fails: test_info_nce_loss_gradient
says: or its length
"""


def info_nce_loss(a, b, temperature=0.07):
    a = a / a.detach().norm(dim=1, keepdim=True)
    b = b / b.detach().norm(dim=1, keepdim=True)
    logits = a @ b.T / temperature
    rows, columns = logits.logsumexp(1), logits.logsumexp(0)
    return ((rows + columns) / 2 - logits.diagonal()).mean()
