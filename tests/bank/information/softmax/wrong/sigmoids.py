"""A sigmoid for each class.

fails: test_softmax_values
says: a sigmoid of its own
"""


def softmax(x, dim=-1):
    return 1 / (1 + (-x).exp())
