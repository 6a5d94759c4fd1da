"""Drops every dimension of size one.

fails: test_leads_shapes
says: squeeze() without a dimension
"""


def leads(input, target):
    rows = input.reshape(-1, input.shape[-1])
    return (rows.gather(1, target.reshape(-1, 1)) - rows).squeeze()
