"""Takes the logarithms as they come.

fails: test_clamped_logs_values
says: the floor is missing
"""


def clamped_logs(p):
    return p.log(), (-p).log1p()
