"""Leaves the sum out.

fails: test_softmax_values
says: not divided by their sum
"""


def softmax(x, dim=-1):
    return (x - x.amax(dim, keepdim=True)).exp()
