"""Exchanges the two weights.

fails: test_dpo_loss_values
says: the weight of the wrong judgments on the right ones
also: the two weights are exchanged
"""


def dpo_loss(chosen, rejected, chosen_ref, rejected_ref, beta=0.1, label_smoothing=0.0):
    win = beta * (chosen - chosen_ref.detach())
    lose = beta * (rejected - rejected_ref.detach())
    right, wrong = bradley_terry_loss(win, lose), bradley_terry_loss(lose, win)
    return label_smoothing * right + (1 - label_smoothing) * wrong
