"""Subtracts after the logarithm.

fails: test_clamped_logs_values
says: subtract before you take the logarithm
"""


def clamped_logs(p):
    yes = p.log().clamp(min=-100)
    return yes, 1 - yes
