"""Subtracts the smallest score.

fails: test_softmax_ruled_out
says: you shifted by the smallest score
"""


def softmax(x, dim=-1):
    powers = (x - x.amin(dim, keepdim=True)).exp()
    return powers / powers.sum(dim, keepdim=True)
