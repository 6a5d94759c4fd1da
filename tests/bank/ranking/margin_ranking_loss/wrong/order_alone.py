"""Compares without measuring.

fails: test_lead_values
says: the size of the lead is lost
"""


def lead(input1, input2, target):
    return target * (input1 - input2).sign()
