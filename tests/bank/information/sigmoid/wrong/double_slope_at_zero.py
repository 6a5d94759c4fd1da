"""clamp where minimum belongs.

fails: test_sigmoid_gradient
says: clamp counts its slope in full
"""


def sigmoid(x):
    return x.clamp(max=0).exp() / (1 + (-x.abs()).exp())
