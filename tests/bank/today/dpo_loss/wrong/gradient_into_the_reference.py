"""Lets the gradient into the reference: with the policy as reference the loss stays at ln 2 (stanleylsx/llms_tool#46).

fails: test_dpo_loss_reference
says: the gradient goes into the reference
"""


def dpo_loss(chosen, rejected, chosen_ref, rejected_ref, beta=0.1, label_smoothing=0.0):
    win = beta * (chosen - chosen_ref)
    lose = beta * (rejected - rejected_ref)
    right, wrong = bradley_terry_loss(win, lose), bradley_terry_loss(lose, win)
    return (1 - label_smoothing) * right + label_smoothing * wrong
