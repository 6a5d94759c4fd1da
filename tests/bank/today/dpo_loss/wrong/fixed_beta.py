"""Writes 0.1 into the code.

fails: test_dpo_loss_values
says: 0.1 is written into the code
"""


def dpo_loss(chosen, rejected, chosen_ref, rejected_ref, beta=0.1, label_smoothing=0.0):
    win = 0.1 * (chosen - chosen_ref.detach())
    lose = 0.1 * (rejected - rejected_ref.detach())
    right, wrong = bradley_terry_loss(win, lose), bradley_terry_loss(lose, win)
    return (1 - label_smoothing) * right + label_smoothing * wrong
