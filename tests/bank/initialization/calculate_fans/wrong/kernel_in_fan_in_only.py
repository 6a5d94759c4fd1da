"""Forgets the kernel in fan-out.

fails: test_calculate_fans_convolution
says: fan-out lacks the kernel
"""


def calculate_fans(tensor):
    if tensor.dim() < 2:
        raise ValueError("no fans")
    return tensor[0].numel(), tensor.shape[0]
