"""Replaces infinite logarithms by 0.

fails: test_clamped_logs_values
says: you replaced -inf by 0
"""


def clamped_logs(p):
    return p.log().nan_to_num(neginf=0.0), (-p).log1p().nan_to_num(neginf=0.0)
