"""Compares the log-probabilities of the policy alone.

fails: test_dpo_loss_values
says: the reference is not used
"""


def dpo_loss(chosen, rejected, chosen_ref, rejected_ref, beta=0.1, label_smoothing=0.0):
    win, lose = beta * chosen, beta * rejected
    right, wrong = bradley_terry_loss(win, lose), bradley_terry_loss(lose, win)
    return (1 - label_smoothing) * right + label_smoothing * wrong
