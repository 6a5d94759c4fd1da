"""Calls torch's initializer.

fails: test_constant__values
says: is torch's own
"""

from torch.nn import init


def constant_(tensor, val):
    return init.constant_(tensor, val)
