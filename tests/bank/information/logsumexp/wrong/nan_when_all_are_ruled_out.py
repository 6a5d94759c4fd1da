"""Does not think of a row of -inf.

fails: test_logsumexp_ruled_out
says: shift that row by something finite
"""


def logsumexp(x, dim=-1):
    m = x.amax(dim, keepdim=True)
    return (x - m).exp().sum(dim).log() + m.squeeze(dim)
