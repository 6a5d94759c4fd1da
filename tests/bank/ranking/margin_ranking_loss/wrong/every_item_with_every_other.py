"""Believes the tutorials that compare every item with every other.

fails: test_lead_values
says: two vectors of n scores are n pairs
"""


def lead(input1, input2, target):
    return target * (input1.unsqueeze(1) - input2.unsqueeze(0))
