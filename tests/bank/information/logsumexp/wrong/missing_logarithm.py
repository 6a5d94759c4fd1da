"""The sum of the exponentials.

fails: test_logsumexp_values
says: the logarithm is missing
"""


def logsumexp(x, dim=-1):
    return x.exp().sum(dim)
