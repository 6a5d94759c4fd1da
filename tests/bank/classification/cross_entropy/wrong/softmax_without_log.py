"""Returns probabilities where log-probabilities are asked for.

fails: test_log_softmax_values
says: these are the probabilities
"""


def log_softmax(x, dim=-1):
    e = (x - x.amax(dim, keepdim=True)).exp()
    return e / e.sum(dim, keepdim=True)
