"""Reads the target as yes or no.

fails: test_lead_values
says: a target of -1 gives a lead, too
"""


def lead(input1, input2, target):
    return (target > 0) * (input1 - input2)
