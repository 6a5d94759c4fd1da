"""Takes the rate out of the graph.

fails: test_log_rate_loss_gradient
says: without it the slope is minus the count
"""


def log_rate_loss(x, y):
    return x.exp().detach() - y * x
