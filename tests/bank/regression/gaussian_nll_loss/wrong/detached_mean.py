"""Takes the mean out of the graph.

fails: test_gaussian_nll_gradient
says: the gradient of x is missing
"""


def gaussian_nll(x, y, var):
    return 0.5 * (var.log() + (x.detach() - y) ** 2 / var)
