"""Takes the largest score out, and does not bring it back.

fails: test_logsumexp_values
says: what was taken out of the sum comes back
"""


def logsumexp(x, dim=-1):
    return (x - x.amax(dim, keepdim=True)).exp().sum(dim).log()
