"""Forgets the normalization.

fails: test_sigmoid_values
says: these are the odds
"""


def sigmoid(x):
    return x.exp()
