"""Subtracts the largest score in place and so changes the caller's logits.

fails: test_cross_entropy_unchanged
says: the function changed its argument input
"""


def log_softmax(x, dim=-1):
    x -= x.detach().amax(dim, keepdim=True)
    return x - x.exp().sum(dim, keepdim=True).log()
