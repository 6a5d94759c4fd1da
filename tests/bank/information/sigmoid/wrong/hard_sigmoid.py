"""A straight line with cut ends.

fails: test_sigmoid_values
says: an approximation that is good near 0 only
"""


def sigmoid(x):
    return (x / 4 + 0.5).clamp(0, 1)
