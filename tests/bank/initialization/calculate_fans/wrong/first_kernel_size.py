"""Counts the first dimension of the kernel only.

fails: test_calculate_fans_convolution
says: only the first kernel dimension
"""


def calculate_fans(tensor):
    if tensor.dim() < 2:
        raise ValueError("no fans")
    size = tensor.shape[2] if tensor.dim() > 2 else 1
    return tensor.shape[1] * size, tensor.shape[0] * size
