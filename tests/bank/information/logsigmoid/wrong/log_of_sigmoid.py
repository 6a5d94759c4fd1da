"""The logarithm of a sigmoid that rounded to 0.

fails: test_logsigmoid_far
says: the sigmoid of -10000 rounds to 0
"""


def logsigmoid(x):
    return sigmoid(x).log()
