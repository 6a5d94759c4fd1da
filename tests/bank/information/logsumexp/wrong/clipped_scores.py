"""Clips the scores.

fails: test_logsumexp_far
says: you cut the scores off
"""


def logsumexp(x, dim=-1):
    return x.clamp(-80, 80).exp().sum(dim).log()
