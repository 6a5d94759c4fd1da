"""Multiplies the loss by beta, and not the margin.

fails: test_dpo_loss_values
says: the loss is multiplied by beta
"""


def dpo_loss(chosen, rejected, chosen_ref, rejected_ref, beta=0.1, label_smoothing=0.0):
    win = chosen - chosen_ref.detach()
    lose = rejected - rejected_ref.detach()
    right, wrong = bradley_terry_loss(win, lose), bradley_terry_loss(lose, win)
    return beta * ((1 - label_smoothing) * right + label_smoothing * wrong)
