"""Detaches all that is subtracted.

fails: test_log_softmax_gradient
says: all that you subtract
"""


def log_softmax(x, dim=-1):
    lse = logsumexp(x.detach(), dim)
    return x - lse.reshape(x.detach().sum(dim, keepdim=True).shape)
