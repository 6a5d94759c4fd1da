"""Has another default.

fails: test_floored_values
says: another default than 1e-6
"""


def floored(var, eps=1e-8):
    return var + (var.clamp(min=eps) - var).detach()
