"""Replaces -inf by a large negative number.

fails: test_softmax_ruled_out
says: not equal chances
"""


def softmax(x, dim=-1):
    x = x.clamp(min=-1e30)
    powers = (x - x.amax(dim, keepdim=True)).exp()
    return powers / powers.sum(dim, keepdim=True)
