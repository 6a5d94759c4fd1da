"""Types the formula as it stands.

fails: test_logsumexp_far
says: subtract the largest score
"""


def logsumexp(x, dim=-1):
    return x.exp().sum(dim).log()
