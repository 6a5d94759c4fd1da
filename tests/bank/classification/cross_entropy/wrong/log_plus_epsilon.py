"""Hides the underflow behind a small number added inside the logarithm.

fails: test_cross_entropy_extreme
says: a small number added inside the logarithm
"""


def log_softmax(x, dim=-1):
    e = (x - x.amax(dim, keepdim=True)).exp()
    return (e / e.sum(dim, keepdim=True) + 1e-12).log()
