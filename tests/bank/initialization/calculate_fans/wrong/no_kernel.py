"""Leaves the kernel out.

fails: test_calculate_fans_convolution
says: the kernel is missing
"""


def calculate_fans(tensor):
    if tensor.dim() < 2:
        raise ValueError("no fans")
    return tensor.shape[1], tensor.shape[0]
