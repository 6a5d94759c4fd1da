"""Takes the distance of the scores.

fails: test_lead_values
says: a distance has no sign
"""


def lead(input1, input2, target):
    return (input1 - input2).abs()
