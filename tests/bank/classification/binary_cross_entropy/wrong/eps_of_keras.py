"""Clamps the probability with a larger eps.

fails: test_clamped_logs_values
says: 1e-7 makes it
"""


def clamped_logs(p):
    p = p.clamp(1e-7, 1 - 1e-7)
    return p.log(), (1 - p).log()
