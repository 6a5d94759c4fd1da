"""Forgets the brackets.

fails: test_lead_values
says: a brackets mistake
"""


def lead(input1, input2, target):
    return target * input1 - input2
