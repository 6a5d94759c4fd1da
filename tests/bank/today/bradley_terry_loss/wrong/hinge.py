"""Takes the hinge of another root.

fails: test_bradley_terry_loss_values
says: this is a hinge
"""


def bradley_terry_loss(chosen, rejected, margin=0.0):
    return (1 + margin - chosen + rejected).clamp(min=0).mean()
