"""Takes dot products (HobbitLong/SupContrast#50).

fails: test_info_nce_loss_values
says: the rows are not divided by their lengths
"""


def info_nce_loss(a, b, temperature=0.07):
    logits = a @ b.T / temperature
    rows, columns = logits.logsumexp(1), logits.logsumexp(0)
    return ((rows + columns) / 2 - logits.diagonal()).mean()
