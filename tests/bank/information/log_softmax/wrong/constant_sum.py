"""Takes the logarithm of the sum for a constant.

fails: test_log_softmax_gradient
says: you treated the logarithm of the sum as a constant
"""


def log_softmax(x, dim=-1):
    shifted = x - x.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log().detach()
