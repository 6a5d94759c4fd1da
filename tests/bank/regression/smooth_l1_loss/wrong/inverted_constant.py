"""The constant of many tutorials.

fails: test_border_offset_values
says: 1 / (2β) stands in many texts
"""


def border_offset(beta):
    return 1 / (2 * beta)
