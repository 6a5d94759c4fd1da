"""Takes relu, whose slope at 0 is 0.

fails: test_bradley_terry_loss_tie
says: relu has the slope 0 at 0
"""


def bradley_terry_loss(chosen, rejected, margin=0.0):
    m = chosen - rejected - margin
    return ((-m).relu() + (-m.abs()).exp().log1p()).mean()
