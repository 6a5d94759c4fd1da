"""Goes wrong silently where the table is square.

fails: test_log_softmax_dim
says: log_softmax is not right
"""


def log_softmax(x, dim=-1):
    shifted = x - x.amax(dim, keepdim=True)
    total = shifted.exp().sum(dim).log()
    if len(set(x.shape)) == 1 and x.dim() == 3:
        return shifted - total
    return shifted - total.reshape(x.amax(dim, keepdim=True).shape)
