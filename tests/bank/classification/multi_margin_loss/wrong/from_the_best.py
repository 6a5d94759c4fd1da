"""Measures from the highest score.

fails: test_leads_values
says: you measured from the best score
"""


def leads(input, target):
    return input.amax(-1, keepdim=True) - input
