"""Adds a batch dimension and keeps it.

fails: test_leads_shapes
says: a batch dimension that you added and did not take away
"""


def leads(input, target):
    if input.dim() == 1:
        input, target = input[None], target[None]
    return input.gather(1, target[:, None]) - input
