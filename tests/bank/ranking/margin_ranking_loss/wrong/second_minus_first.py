"""Turns the order.

fails: test_lead_values
says: y = 1 says that the FIRST score should be higher
"""


def lead(input1, input2, target):
    return target * (input2 - input1)
