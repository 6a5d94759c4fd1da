"""Multiplies in place.

fails: test_lead_values
says: changed its argument target
"""


def lead(input1, input2, target):
    return target.mul_(input1 - input2)
