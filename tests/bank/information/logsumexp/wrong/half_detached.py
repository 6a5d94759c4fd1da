"""Detaches the largest score in one place.

fails: test_logsumexp_gradient
says: in both or in none
"""


def logsumexp(x, dim=-1):
    m = x.amax(dim, keepdim=True).nan_to_num(neginf=0.0)
    return (x - m).exp().sum(dim).log() + m.detach().squeeze(dim)
