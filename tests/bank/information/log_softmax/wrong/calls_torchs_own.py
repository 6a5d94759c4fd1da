"""Uses torch's own method.

fails: test_log_softmax_values
says: is torch's own
"""


def log_softmax(x, dim=-1):
    return x.log_softmax(dim)
