"""Indexes the first dimension.

fails: test_leads_values
says: input[target] picks rows
"""


def leads(input, target):
    return input[target] - input
