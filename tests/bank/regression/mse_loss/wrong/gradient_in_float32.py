"""Rounds to float32.

fails: test_mse_gradient_random
says: or a dtype, that does not come from the input
"""


def mse_gradient(input, target):
    return 2 * (input - target).float() / input.numel()
