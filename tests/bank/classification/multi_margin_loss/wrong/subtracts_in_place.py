"""Subtracts in place.

fails: test_leads_shapes
says: changed its argument input
"""


def leads(input, target):
    own = input.gather(-1, target.unsqueeze(-1))
    return input.sub_(own).neg_()
