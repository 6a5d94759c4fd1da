"""Subtracts from its arguments.

fails: test_dpo_loss_random
says: the function changed its argument chosen
"""


def dpo_loss(chosen, rejected, chosen_ref, rejected_ref, beta=0.1, label_smoothing=0.0):
    chosen -= chosen_ref.detach()
    rejected -= rejected_ref.detach()
    win, lose = beta * chosen, beta * rejected
    right, wrong = bradley_terry_loss(win, lose), bradley_terry_loss(lose, win)
    return (1 - label_smoothing) * right + label_smoothing * wrong
