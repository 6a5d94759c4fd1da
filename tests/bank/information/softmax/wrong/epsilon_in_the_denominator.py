"""Avoids the division by 0.

fails: test_softmax_far
says: a small number in the denominator
"""


def softmax(x, dim=-1):
    powers = x.clamp(max=88).exp()
    return powers / (powers.sum(dim, keepdim=True) + 1e-8)
