"""Adds the log-probabilities of the reference.

fails: test_dpo_loss_values
says: the reference is added
"""


def dpo_loss(chosen, rejected, chosen_ref, rejected_ref, beta=0.1, label_smoothing=0.0):
    win = beta * (chosen + chosen_ref.detach())
    lose = beta * (rejected + rejected_ref.detach())
    right, wrong = bradley_terry_loss(win, lose), bradley_terry_loss(lose, win)
    return (1 - label_smoothing) * right + label_smoothing * wrong
