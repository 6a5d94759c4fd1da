"""Normalizes over the entries.

fails: test_sigmoid_values
says: each entry has its own second class
"""


def sigmoid(x):
    return softmax(x)
