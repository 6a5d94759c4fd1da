"""Adds a batch dimension and keeps it.

fails: test_leads_shapes
says: the leads of a single example has the wrong shape
"""


def leads(input, target):
    if input.dim() == 1:
        input, target = input[None], target[None]
    return input.gather(1, target[:, None]) - input
