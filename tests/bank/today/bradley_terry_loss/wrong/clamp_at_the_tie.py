"""Takes clamp, whose slope at its bound is 1.

fails: test_bradley_terry_loss_tie
says: clamp has the slope 1 at its bound
"""


def bradley_terry_loss(chosen, rejected, margin=0.0):
    m = chosen - rejected - margin
    return ((-m).clamp(min=0) + (-m.abs()).exp().log1p()).mean()
