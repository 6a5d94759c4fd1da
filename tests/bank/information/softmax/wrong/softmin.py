"""The sign of physics: low energy, high probability.

fails: test_softmax_values
says: the highest score has the highest probability
"""


def softmax(x, dim=-1):
    powers = (x.amin(dim, keepdim=True) - x).exp()
    return powers / powers.sum(dim, keepdim=True)
