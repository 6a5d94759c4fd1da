"""Leaves a dimension of length 1.

fails: test_logsumexp_dim
says: still there, with length 1
"""


def logsumexp(x, dim=-1):
    m = x.amax(dim, keepdim=True).nan_to_num(neginf=0.0)
    result = (x - m).exp().sum(dim, keepdim=True).log() + m
    return result if x.dim() == 3 else result.squeeze(dim)
