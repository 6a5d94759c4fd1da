"""Takes the sum for a constant.

fails: test_logsumexp_gradient
says: only the largest score has a slope
"""


def logsumexp(x, dim=-1):
    m = x.amax(dim, keepdim=True).nan_to_num(neginf=0.0)
    return (x - m).exp().sum(dim).log().detach() + m.squeeze(dim)
