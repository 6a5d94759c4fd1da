"""Takes the logarithm of the target.

fails: test_bernoulli_nll_values
says: input and target are swapped
"""


def bernoulli_nll(p, y):
    yes, no = clamped_logs(y)
    return -(p * yes + (1 - p) * no)
