"""Indexes the second dimension for all rows.

fails: test_leads_values
says: picks these columns from every row
"""


def leads(input, target):
    return input[:, target] - input
