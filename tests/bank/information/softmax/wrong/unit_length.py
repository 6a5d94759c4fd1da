"""Normalizes the length.

fails: test_softmax_values
says: the length of the vector
"""


def softmax(x, dim=-1):
    powers = (x - x.amax(dim, keepdim=True)).exp()
    return powers / powers.norm(dim=dim, keepdim=True)
