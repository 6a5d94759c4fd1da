"""Ignores the target.

fails: test_lead_values
says: the argument target was not used
"""


def lead(input1, input2, target):
    return input1 - input2
