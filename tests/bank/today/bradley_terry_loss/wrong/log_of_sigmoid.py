"""Takes the logarithm of the sigmoid (deepspeedai/DeepSpeedExamples#423).

fails: test_bradley_terry_loss_extreme
says: the logarithm of a σ that is 0
"""


def bradley_terry_loss(chosen, rejected, margin=0.0):
    return -(chosen - rejected - margin).sigmoid().log().mean()
