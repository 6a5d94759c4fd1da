"""Leaves one factor out.

fails: test_mutual_information_values
says: the marginal of Y is missing
"""


def mutual_information(joint):
    product = joint.sum(1, keepdim=True).expand_as(joint)
    return kl_divergence(joint.flatten(), product.flatten())
