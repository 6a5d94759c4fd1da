"""Subtracts the target's score from the others.

fails: test_leads_values
says: the other way round
"""


def leads(input, target):
    return input - input.gather(-1, target.unsqueeze(-1))
