"""Gives the wrong judgment half of it, as cross-entropy with two classes does.

fails: test_dpo_loss_smoothing
says: half of label_smoothing
"""


def dpo_loss(chosen, rejected, chosen_ref, rejected_ref, beta=0.1, label_smoothing=0.0):
    win = beta * (chosen - chosen_ref.detach())
    lose = beta * (rejected - rejected_ref.detach())
    right, wrong = bradley_terry_loss(win, lose), bradley_terry_loss(lose, win)
    return (1 - label_smoothing / 2) * right + label_smoothing / 2 * wrong
