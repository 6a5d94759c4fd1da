"""Divides by beta, as by a temperature.

fails: test_dpo_loss_values
says: the margin is divided by beta
"""


def dpo_loss(chosen, rejected, chosen_ref, rejected_ref, beta=0.1, label_smoothing=0.0):
    win = (chosen - chosen_ref.detach()) / beta
    lose = (rejected - rejected_ref.detach()) / beta
    right, wrong = bradley_terry_loss(win, lose), bradley_terry_loss(lose, win)
    return (1 - label_smoothing) * right + label_smoothing * wrong
