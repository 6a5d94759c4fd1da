"""Gives the gradient of the absolute error.

fails: test_mse_gradient_values
says: this is the gradient of the absolute error
"""


def mse_gradient(input, target):
    return (input - target).sign() / input.numel()
