"""Divides the scores themselves.

fails: test_softmax_values
says: take exponentials first
"""


def softmax(x, dim=-1):
    return x / x.sum(dim, keepdim=True)
