"""Turns the sign in place.

fails: test_clamped_logs_small
says: the function changed its argument p
"""


def clamped_logs(p):
    yes = p.log().clamp(min=-100)
    return yes, p.neg_().log1p().clamp(min=-100)
