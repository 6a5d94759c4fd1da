"""Subtracts in place.

fails: test_logsumexp_random
says: changed its argument x
"""


def logsumexp(x, dim=-1):
    m = x.amax(dim, keepdim=True).nan_to_num(neginf=0.0)
    x = x - m if x.requires_grad else x.sub_(m)
    return x.exp().sum(dim).log() + m.squeeze(dim)
