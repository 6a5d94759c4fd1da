"""Subtracts scores from the class number.

fails: test_leads_values
says: you subtracted from the class number
"""


def leads(input, target):
    return target.unsqueeze(-1) - input
