"""Multiplies each branch by 0 or 1.

fails: test_smooth_l1_far
says: 0 · inf is nan
"""


def smooth_l1(d, beta):
    near = (d.abs() < beta).to(d.dtype)
    return near * d**2 / (2 * beta) + (1 - near) * (d.abs() - beta / 2)
