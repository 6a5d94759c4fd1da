"""Solves for the other sign.

fails: test_border_offset_values
says: the sign is turned
"""


def border_offset(beta):
    return -beta / 2
