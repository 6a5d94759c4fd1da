"""Subtracts the other way round.

fails: test_mse_gradient_values
says: the sign is turned
"""


def mse_gradient(input, target):
    return 2 / input.numel() * (target - input)
