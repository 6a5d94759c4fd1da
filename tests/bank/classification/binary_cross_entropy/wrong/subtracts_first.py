"""Takes the logarithm of a rounded difference.

fails: test_clamped_logs_small
says: 1 - p is rounded before the logarithm
"""


def clamped_logs(p):
    return p.log().clamp(min=-100), (1 - p).log().clamp(min=-100)
