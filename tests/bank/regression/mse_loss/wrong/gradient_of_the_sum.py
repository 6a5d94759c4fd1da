"""Forgets the 1/n.

fails: test_mse_gradient_values
says: this is the gradient of the sum
"""


def mse_gradient(input, target):
    return 2 * (input - target)
