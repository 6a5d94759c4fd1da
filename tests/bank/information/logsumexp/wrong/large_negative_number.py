"""Puts -1e9 for -inf.

fails: test_logsumexp_ruled_out
says: the last row must be -inf itself
"""


def logsumexp(x, dim=-1):
    x = x.clamp(min=-1e9)
    m = x.amax(dim, keepdim=True)
    return (x - m).exp().sum(dim).log() + m.squeeze(dim)
