"""Takes the distance of the scores.

fails: test_leads_values
says: a target that is behind has a negative lead
"""


def leads(input, target):
    return (input.gather(-1, target.unsqueeze(-1)) - input).abs()
