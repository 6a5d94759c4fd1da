"""Multiplies the kernel's sizes one by one."""


def calculate_fans(tensor):
    shape = list(tensor.shape)
    if len(shape) < 2:
        raise ValueError("no fans")
    fan_out, fan_in = shape[:2]
    for size in shape[2:]:
        fan_in *= size
        fan_out *= size
    return fan_in, fan_out
