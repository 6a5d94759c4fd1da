"""Takes the contrastive loss's square.

fails: test_too_close_values
says: the contrastive loss squares it
"""


def too_close(input, margin):
    return (margin - input).clamp(min=0).pow(2)
