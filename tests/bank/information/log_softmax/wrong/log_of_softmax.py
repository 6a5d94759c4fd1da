"""The logarithm of a probability that rounded to 0.

fails: test_log_softmax_far
says: stay with logarithms
"""


def log_softmax(x, dim=-1):
    return softmax(x, dim).log()
