"""From the number of entries."""


def calculate_fans(tensor):
    if tensor.ndim < 2:
        raise ValueError("a weight has at least two dimensions")
    return tensor.numel() // tensor.size(0), tensor.numel() // tensor.size(1)
