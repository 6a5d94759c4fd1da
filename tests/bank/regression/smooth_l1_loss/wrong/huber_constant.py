"""The constant of the Huber loss.

fails: test_border_offset_values
says: this is the constant of the Huber loss
"""


def border_offset(beta):
    return beta**2 / 2
