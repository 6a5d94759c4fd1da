"""Adds the sizes of the kernel.

fails: test_calculate_fans_convolution
says: you added the kernel's dimensions
"""


def calculate_fans(tensor):
    if tensor.dim() < 2:
        raise ValueError("no fans")
    size = sum(tensor.shape[2:]) or 1
    return tensor.shape[1] * size, tensor.shape[0] * size
