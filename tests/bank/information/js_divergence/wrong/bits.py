"""Counts in bits, so that 1 is the most.

fails: test_js_divergence_values
says: these are bits
"""

import math


def js_divergence(p, q, dim=-1):
    m = (p + q) / 2
    return (kl_divergence(p, m, dim) + kl_divergence(q, m, dim)) / (2 * math.log(2))
