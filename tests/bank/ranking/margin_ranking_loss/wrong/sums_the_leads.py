"""Adds up too early.

fails: test_lead_values
says: there is one for each pair
"""


def lead(input1, input2, target):
    return (target * (input1 - input2)).sum()
