"""The extra surprise only.

fails: test_cross_entropy_values
says: this is the divergence
"""


def cross_entropy(p, q, dim=-1):
    return kl_divergence(p, q, dim)
