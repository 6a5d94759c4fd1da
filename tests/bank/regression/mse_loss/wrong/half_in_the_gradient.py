"""Lets a textbook's ½ cancel the 2.

fails: test_mse_gradient_values
says: the factor 2 is missing
"""


def mse_gradient(input, target):
    return (input - target) / input.numel()
