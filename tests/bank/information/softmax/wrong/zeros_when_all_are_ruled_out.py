"""Gives a row of zeros.

fails: test_softmax_ruled_out
says: nan, not 0
"""


def softmax(x, dim=-1):
    powers = (x - x.amax(dim, keepdim=True)).exp()
    return (powers / powers.sum(dim, keepdim=True)).nan_to_num(nan=0.0)
