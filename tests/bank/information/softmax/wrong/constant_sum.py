"""Takes the sum for a constant.

fails: test_softmax_gradient
says: you treated the sum as a constant
"""


def softmax(x, dim=-1):
    powers = (x - x.amax(dim, keepdim=True).detach()).exp()
    return powers / powers.sum(dim, keepdim=True).detach()
