"""Divides by the batch size.

fails: test_mse_gradient_shapes
says: you divided by the number of rows
"""


def mse_gradient(input, target):
    return 2 * (input - target) / len(input)
