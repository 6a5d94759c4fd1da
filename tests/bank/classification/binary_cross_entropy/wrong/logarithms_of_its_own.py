"""Does not use step 1.

fails: test_bernoulli_nll_values
says: 0 · (-inf) is nan
"""


def bernoulli_nll(p, y):
    return -(y * p.log() + (1 - y) * (1 - p).log())
