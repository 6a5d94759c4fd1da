"""Takes a softmax over the classes.

fails: test_question_losses_values
says: this is the softmax
"""


def question_losses(input, target):
    p = input.exp() / input.exp().sum(-1, keepdim=True)
    return -target * p.log()
