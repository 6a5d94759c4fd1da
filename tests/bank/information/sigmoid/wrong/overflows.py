"""inf / inf on the right.

fails: test_sigmoid_far
says: inf / inf is nan
"""


def sigmoid(x):
    return x.exp() / (1 + x.exp())
