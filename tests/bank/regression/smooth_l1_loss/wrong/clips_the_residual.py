"""Clips the residual, and adds the arm as a constant.

fails: test_smooth_l1_gradient
says: beyond the border the slope is 0
"""


def smooth_l1(d, beta):
    inside = d.clamp(-beta, beta)
    return inside**2 / (2 * beta) + (d - inside).abs().detach()
