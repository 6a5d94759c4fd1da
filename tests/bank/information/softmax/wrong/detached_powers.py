"""Takes the numerator for a constant.

fails: test_softmax_gradient
says: you treated the exponentials as constants
"""


def softmax(x, dim=-1):
    powers = (x - x.amax(dim, keepdim=True).detach()).exp()
    return powers.detach() / powers.sum(dim, keepdim=True)
