"""Corrects for wrong judgments as robust DPO does.

fails: test_dpo_loss_smoothing
says: this is robust DPO
"""


def dpo_loss(chosen, rejected, chosen_ref, rejected_ref, beta=0.1, label_smoothing=0.0):
    win = beta * (chosen - chosen_ref.detach())
    lose = beta * (rejected - rejected_ref.detach())
    right, wrong = bradley_terry_loss(win, lose), bradley_terry_loss(lose, win)
    difference = (1 - label_smoothing) * right - label_smoothing * wrong
    return difference / (1 - 2 * label_smoothing)
