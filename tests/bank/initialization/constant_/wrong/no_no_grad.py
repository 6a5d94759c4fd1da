"""Fills a parameter while autograd records.

fails: test_constant__in_place
says: fill it under torch.no_grad()
"""


def constant_(tensor, val):
    return tensor.fill_(val)
